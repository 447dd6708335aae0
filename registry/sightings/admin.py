"""Sightings in the admin: register or dismiss."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from registry.sightings import services
from registry.sightings.enums import SightingState
from registry.sightings.models import Sighting

COLOURS = {
    SightingState.NEW: "warning",
    SightingState.REGISTERED: "success",
    SightingState.DISMISSED: "default",
}


@admin.register(Sighting)
class SightingAdmin(GovernedModelAdmin):
    """What was asked for and is not registered."""

    list_display = (
        "identifier",
        "resource_type",
        "show_state",
        "asked_count",
        "last_seen_at",
        "last_subject",
    )
    list_filter = ("state", "resource_type")
    search_fields = ("identifier", "last_subject")
    fields = readonly_fields = (
        "identifier",
        "resource_type",
        "state",
        "first_seen_at",
        "last_seen_at",
        "asked_count",
        "last_subject",
        "last_use_case",
    )
    empty_hint = _("Nothing unregistered was asked for. Each unknown name that the gate denies appears here.")
    transitions = (
        Transition(
            "register",
            _("Register"),
            services.register_sighting,
            "sighting",
            action="register",
            primary=True,
            available=lambda sighting, user: sighting.state != SightingState.REGISTERED,
            description=_("Proposes it as a model version. Nothing is approved by this."),
        ),
        Transition(
            "dismiss",
            _("Dismiss"),
            services.dismiss_sighting,
            "sighting",
            action="dismiss",
            available=lambda sighting, user: sighting.state == SightingState.NEW,
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: sightings come from the gate."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a sighting is judged, not edited."""
        return False

    @display(description=_("state"), label=COLOURS)
    def show_state(self, obj: Sighting) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.state, obj.get_state_display()
