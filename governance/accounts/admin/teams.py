"""Teams in the admin, with their members and leads."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldBooleanSwitchWidget

from governance.accounts.models import Team, TeamMembership
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline
from governance.core.admin.inlines import ScopedInlineForm


class MembershipForm(ScopedInlineForm):
    """One member; the switch is named, since the table's head alone does not name it to a screen reader."""

    class Meta:
        model = TeamMembership
        fields = ("user", "is_lead")
        widgets = {"is_lead": UnfoldBooleanSwitchWidget(attrs={"aria-label": _("Leads the team")})}


class TeamMembershipInline(GovernedTabularInline):
    """Who belongs to the team, and who leads it."""

    model = TeamMembership
    form = MembershipForm
    fields = ("user", "is_lead")
    autocomplete_fields = ("user",)
    show_change_link = False
    verbose_name = _("member")
    verbose_name_plural = _("members")


@admin.register(Team)
class TeamAdmin(GovernedModelAdmin):
    """Teams; the key is what callers send, so it stays."""

    list_display = ("name", "key", "show_members", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "key")
    fields = (("name", "key"), "description", "is_active")
    prepopulated_fields = {"key": ("name",)}
    inlines = (TeamMembershipInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the members with the rows."""
        return super().get_queryset(request).annotate(member_count=Count("memberships"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the key of a team that exists."""
        return () if obj is None else ("key",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Propose a key while adding."""
        return self.prepopulated_fields if obj is None else {}

    @display(description=_("members"), ordering="member_count")
    def show_members(self, team: Any) -> int:
        """Say how many belong to the team."""
        return int(team.member_count)
