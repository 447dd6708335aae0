"""Reads about sightings."""

from __future__ import annotations

from typing import Any

from registry.sightings.enums import SightingState
from registry.sightings.models import Sighting


def list_new(actor: Any, limit: int = 100) -> list[Sighting]:
    """Return the sightings nobody has judged that the actor may see, the latest first."""
    rows = Sighting.objects.restrict(actor, "view").filter(state=SightingState.NEW)
    return list(rows.order_by("-last_seen_at")[:limit])
