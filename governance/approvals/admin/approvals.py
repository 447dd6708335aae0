"""Approvals in the admin: read, and revoke."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.approvals import services
from governance.approvals.admin.badges import STATE_COLOURS
from governance.approvals.enums import ApprovalState
from governance.approvals.models import Approval
from governance.core.admin import GovernedModelAdmin, Transition


@admin.register(Approval)
class ApprovalAdmin(GovernedModelAdmin):
    """Approvals: read, and revoke."""

    list_display = ("number", "record_label", "show_state", "valid_from", "valid_until")
    list_filter = ("state",)
    search_fields = ("number", "record_label")
    fields = readonly_fields = (
        "number",
        "record_label",
        "show_state",
        "valid_from",
        "valid_until",
        "show_scope",
        "show_conditions",
        "show_binding",
        "ended_at",
        "end_reason",
        "request",
    )
    transitions = (
        Transition(
            "revoke",
            _("Revoke"),
            services.revoke_approval,
            "approval",
            action="revoke",
            dangerous=True,
            available=lambda approval, user: approval.state == ApprovalState.IN_FORCE,
            description=_("Every decision that rests on this approval is a deny from then on."),
            done_message=_("Revoked. Decisions deny from now on."),
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: approvals come from votes alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: what was approved never changes."""
        return False

    @display(description=_("state"), label=STATE_COLOURS)
    def show_state(self, obj: Approval) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.state, obj.get_state_display()

    @display(description=_("scope"))
    def show_scope(self, obj: Approval) -> str:
        """Show the scope in words."""
        lists = (
            f"{name.replace('_', ' ')}: {', '.join(map(str, v)) if isinstance(v, list) else v}"
            for name, v in obj.permitted_scope.items()
        )
        return " · ".join(lists)

    @display(description=_("conditions"))
    def show_conditions(self, obj: Approval) -> str:
        """Show the conditions in words."""
        return " ".join(condition["message"] for condition in obj.conditions) or "—"

    @display(description=_("bound to"))
    def show_binding(self, obj: Approval) -> str:
        """Show what the approval is bound to."""
        return " · ".join(f"{name}: {value}" for name, value in obj.binding.items())
