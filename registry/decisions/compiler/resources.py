"""Model versions, the names that float, and what was approved, as facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType

from governance.approvals.models import Approval
from imprimatur import facts
from registry.ai_models.facts import KIND, make_alias, make_resource
from registry.ai_models.models import AIModel, ModelAlias, ModelVersion
from registry.decisions.compiler.places import Places
from registry.decisions.compiler.rows import Rows
from vendors.directory.models import Service, Vendor


def compile_resources(rows: Rows, at: datetime) -> dict[str, Any]:
    """Return resources, aliases and approvals, joined in memory."""
    versions = _load_versions(rows)
    aliases = {alias.name: alias for alias in rows.all(ModelAlias)}
    for alias in aliases.values():
        alias.points_to = versions.get(alias.points_to_id)
    # Another spelling of a pinned version leads to that version alone; a spelling that two versions share to none.
    spellings: dict[str, set[str]] = {}
    for version in versions.values():
        for name in version.synonyms:
            spellings.setdefault(name, set()).add(version.catalogue_id)
    taken = {version.catalogue_id for version in versions.values()}
    pinned = {version.catalogue_id for version in versions.values() if version.is_pinned}
    synonyms = [
        facts.Alias(
            type=KIND,
            name=name,
            target=next(iter(targets)) if len(targets) == 1 else None,
            is_floating=False,
            candidates=frozenset(targets) if len(targets) > 1 else frozenset(),
        )
        for name, targets in spellings.items()
        if name not in taken and name not in aliases
    ]
    return {
        # A declared alias says what a name without a pin means, so the bare catalogue row steps back.
        "resources": [
            make_resource(version)
            for version in versions.values()
            if version.is_pinned or version.catalogue_id not in aliases
        ],
        "aliases": [
            *(make_alias(alias) for alias in aliases.values() if alias.name not in pinned),
            *synonyms,
        ],
        "approvals": _compile_approvals(rows, versions, at),
    }


def _load_versions(rows: Rows) -> dict[Any, ModelVersion]:
    vendors = {vendor.pk: vendor for vendor in rows.all(Vendor)}
    services = {service.pk: service for service in rows.all(Service)}
    for service in services.values():
        service.vendor = vendors[service.vendor_id]
    models = {model.pk: model for model in rows.all(AIModel)}
    for model in models.values():
        model.vendor = vendors.get(model.vendor_id)
        model.service = services.get(model.service_id)
    versions = {version.pk: version for version in rows.all(ModelVersion)}
    for version in versions.values():
        version.model = models[version.model_id]
        version.service = services.get(version.service_id)
    return versions


def _compile_approvals(rows: Rows, versions: dict[Any, ModelVersion], at: datetime) -> list[facts.Approval]:
    places = Places(rows, at)
    kind = ContentType.objects.get_for_model(ModelVersion)
    return [
        facts.Approval(
            id=str(row.pk),
            label=row.number,
            resource_type=KIND,
            resource_id=versions[row.record_id].catalogue_id,
            pin_digest=row.binding_digest,
            use_cases=frozenset(row.permitted_scope["use_cases"]),
            teams=frozenset(row.permitted_scope["teams"]),
            environments=frozenset(row.permitted_scope["environments"]),
            data_classes=frozenset(row.permitted_scope["data_classes"]),
            regions=places.expand(row.permitted_scope["regions"]),
            max_phase=row.permitted_scope["max_phase"],
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            revoked_at=row.ended_at,
            conditions=tuple(facts.Condition(item["code"], item["message"]) for item in row.conditions),
        )
        for row in rows.all(Approval)
        if row.record_type_id == kind.pk and row.record_id in versions
    ]
