"""Policies and delegations in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from governance.approvals import services
from governance.approvals.models import ApprovalPolicy, Delegation, PolicyRequirement
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline, Transition


class RequirementInline(GovernedTabularInline):
    """The votes a policy asks for."""

    model = PolicyRequirement
    fields = ("role", "votes")


@admin.register(ApprovalPolicy)
class ApprovalPolicyAdmin(GovernedModelAdmin):
    """How many votes, from which roles."""

    list_display = ("name", "record_type", "risk_tier", "max_validity_days", "is_active")
    list_filter = ("risk_tier", "is_active")
    search_fields = ("name",)
    inlines = (RequirementInline,)


@admin.register(Delegation)
class DelegationAdmin(GovernedModelAdmin):
    """Who lent their seat to whom, until when."""

    list_display = ("delegator", "delegate", "starts_at", "ends_at")
    list_select_related = ("delegator", "delegate")
    fields = ("delegate", "ends_at", "reason")
    transitions = (
        Transition(
            "end", _("End now"), services.end_delegation, "delegation", action="change", dangerous=True
        ),
    )

    @staticmethod
    def create_service(*, actor: Any, values: Any) -> Any:
        """Lend one's own seat."""
        return services.delegate_votes(actor=actor, **values)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a delegation is ended, not changed."""
        return False
