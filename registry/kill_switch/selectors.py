"""Reads about kill switches."""

from __future__ import annotations

from typing import Any

from registry.kill_switch.models import KillSwitchEngagement


def list_engaged(actor: Any) -> list[KillSwitchEngagement]:
    """Return the engagements in force that the actor may see, newest first."""
    rows = KillSwitchEngagement.objects.restrict(actor, "view").filter(released_at__isnull=True)
    return list(rows.select_related("vendor", "service", "family", "engaged_by").order_by("-engaged_at"))
