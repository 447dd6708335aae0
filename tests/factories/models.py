"""Model versions and aliases, made through the services."""

from __future__ import annotations

from typing import Any

from registry.ai_models import services
from registry.ai_models.models import ModelAlias, ModelVersion


def make_version(
    actor: Any,
    catalogue_id: str = "openai/gpt-4o-2024-08-06",
    *,
    vendor: Any = None,
    service: Any = None,
    lifecycle: str = "proposed",
    **values: Any,
) -> ModelVersion:
    """Return a version in the lifecycle state, reached by its own transitions; no approval record comes with it."""
    version = services.propose_version(
        actor=actor, catalogue_id=catalogue_id, vendor=vendor, service=service, **values
    )
    if lifecycle in ("in_review", "approved", "deprecated"):
        version = services.mark_in_review(actor=actor, version=version)
    if lifecycle in ("approved", "deprecated"):
        version = services.mark_approved(actor=actor, version=version)
    for state, act in (
        ("deprecated", services.deprecate_version),
        ("retired", services.retire_version),
        ("suspended", services.suspend_version),
        ("revoked", services.revoke_version),
    ):
        if lifecycle == state:
            version = act(actor=actor, version=version, reason="For the test")
    return version


def make_alias(actor: Any, name: str = "openai/gpt-4o", points_to: ModelVersion | None = None) -> ModelAlias:
    """Return an alias; floating unless it points to a version."""
    return services.declare_alias(actor=actor, name=name, points_to=points_to, reason="For the test")
