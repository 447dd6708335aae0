"""What the gate's engine needs to know of versions and aliases (imprimatur.facts), and what approvals are bound to."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from governance.core.models import digest_of
from imprimatur.facts import Alias, Resource
from registry.ai_models.models import ModelAlias, ModelVersion

KIND = "model"


def make_binding(version: ModelVersion) -> dict[str, Any]:
    """Return what an approval stays bound to; an approval is void when any of it changes."""
    service = version.effective_service
    return {
        "catalogue_id": version.catalogue_id,
        "pin_kind": version.pin_kind,
        "pin_value": version.pin_value,
        "service": f"{service.vendor.key}/{service.key}" if service is not None else None,
    }


def make_resource(version: ModelVersion) -> Resource:
    """Return a version as the engine sees it; `pin_digest` equals the binding digest of its valid approvals.

    Fetch the version with select_related("model__vendor", "model__service__vendor", "service__vendor").
    """
    service, vendor, end = version.effective_service, version.effective_vendor, version.deprecation_date
    return Resource(
        type=KIND,
        id=version.catalogue_id,
        record_id=str(version.pk),
        label=str(version),
        lifecycle=version.lifecycle,
        pin_kind=version.pin_kind,
        pin_value=version.pin_value,
        pin_digest=digest_of(make_binding(version)),
        vendor=str(vendor.pk) if vendor is not None else None,
        service=str(service.pk) if service is not None else None,
        family=str(version.model_id),
        deprecation_at=datetime.combine(end, time(), UTC) if end is not None else None,
        retired_at=version.retired_at,
    )


def make_alias(alias: ModelAlias) -> Alias:
    """Return an alias as the engine sees it.

    A compiler leaves out the resource of a version without a pin when an alias of the same name is declared:
    the declaration says what the name means.
    """
    target = alias.points_to.catalogue_id if alias.points_to is not None else None
    return Alias(type=KIND, name=alias.name, target=target)
