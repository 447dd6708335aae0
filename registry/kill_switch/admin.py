"""The kill switch in the admin: engage by a short form, release by a button."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from registry.kill_switch import services
from registry.kill_switch.models import KillSwitchEngagement


@admin.register(KillSwitchEngagement)
class KillSwitchEngagementAdmin(GovernedModelAdmin):
    """What is stopped, and what was."""

    list_display = ("show_what", "show_state", "engaged_by", "engaged_at", "released_at")
    list_select_related = ("vendor", "service", "family", "engaged_by")
    list_filter = ("stops",)
    search_fields = ("reason", "resource_id", "vendor__name", "family__name")
    autocomplete_fields = ("vendor", "service", "family")
    fields = ("stops", "vendor", "service", "family", "resource_id", "reason")
    empty_hint = _("Nothing was ever stopped. Engaging takes effect with the next decision, everywhere.")
    create_service = services.engage_from_form
    transitions = (
        Transition(
            "release",
            _("Release"),
            services.release_kill_switch,
            "engagement",
            action="release",
            dangerous=True,
            available=lambda engagement, user: engagement.is_engaged,
            description=_("What it stopped is judged by all other rules again."),
            done_message=_("Released."),
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the reader may engage."""
        return self._may(request, "engage")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: an engagement is released, not changed."""
        return False

    @display(description=_("stops"))
    def show_what(self, obj: KillSwitchEngagement) -> str:
        """Show what is stopped."""
        return str(obj)

    @display(description=_("state"), label={True: "danger", False: "default"})
    def show_state(self, obj: KillSwitchEngagement) -> tuple[bool, Any]:
        """Show whether it is engaged."""
        return obj.is_engaged, _("engaged") if obj.is_engaged else _("released")
