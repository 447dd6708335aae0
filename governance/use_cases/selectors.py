"""Reads about use cases."""

from __future__ import annotations

from typing import Any

from governance.use_cases.models import UseCase


def list_active_use_cases(actor: Any) -> list[UseCase]:
    """Return the active use cases that the actor may see, by name."""
    return list(UseCase.objects.restrict(actor, "view").filter(is_active=True))


def get_use_case(actor: Any, key: str) -> UseCase | None:
    """Return the use case with the key if the actor may see it; None for foreign and missing alike."""
    found: UseCase | None = UseCase.objects.restrict(actor, "view").filter(key=key).first()
    return found
