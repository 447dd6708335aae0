"""Notes unknown resources after the answer was computed (completed with the sightings slice)."""

from __future__ import annotations


def note_unknown(*, resource_type: str, identifier: str, subject: str, use_case: str, caller_key: str) -> None:
    """Note that something unknown was asked for."""
