"""Model versions, the names that float, and what was approved, as facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType

from governance.approvals.models import Approval
from imprimatur import facts
from registry.ai_models.facts import KIND, make_alias, make_resource
from registry.ai_models.models import AIModel, ModelAlias, ModelVersion
from registry.decisions.compiler.names import NameBook, Spelling
from registry.decisions.compiler.rows import Rows
from vendors.directory.models import Service, Vendor

NamedFacts = dict[tuple[str, str], Any]


def compile_resources(rows: Rows) -> tuple[dict[str, list[Any]], NameBook]:
    """Return resources, aliases and approvals, joined in memory, and the names they go by."""
    versions = load_versions(rows)
    aliases = load_aliases(rows, versions)
    names = NameBook(
        {key: spell(version) for key, version in versions.items()},
        {key: alias.name for key, alias in aliases.items()},
    )
    resources, named = compile_names(names, names.list_names(), versions, aliases)
    return {
        "resources": [fact for fact in resources.values() if fact is not None],
        "aliases": [fact for fact in named.values() if fact is not None],
        "approvals": compile_approvals(rows, {key: row.catalogue_id for key, row in versions.items()}),
    }, names


def spell(version: ModelVersion) -> Spelling:
    """Return how a version is written."""
    return Spelling(version.catalogue_id, version.is_pinned, tuple(version.synonyms))


def compile_names(
    names: NameBook,
    asked: Iterable[str],
    versions: Mapping[UUID, ModelVersion],
    aliases: Mapping[UUID, ModelAlias],
) -> tuple[NamedFacts, NamedFacts]:
    """Return for each name the resource and the alias under it, None where there is none.

    A declared alias says what a name without a pin means, so the bare catalogue row steps back. Another spelling of a
    pinned version leads to that version alone; a spelling that two versions share leads to none.
    """
    resources: NamedFacts = {}
    named: NamedFacts = {}
    for name in asked:
        version, declared = names.get_version(name), names.get_alias(name)
        is_pinned = names.is_pinned(name)
        shows = version is not None and (is_pinned or declared is None)
        resources[(KIND, name)] = make_resource(versions[version]) if version is not None and shows else None
        alias = None
        if declared is not None and not is_pinned:
            alias = make_alias(aliases[declared])
        elif declared is None and version is None:
            alias = _make_synonym(name, names.list_spelled(name))
        named[(KIND, name)] = alias
    return resources, named


def _make_synonym(name: str, targets: set[str]) -> facts.Alias | None:
    if not targets:
        return None
    return facts.Alias(
        type=KIND,
        name=name,
        target=next(iter(targets)) if len(targets) == 1 else None,
        is_floating=False,
        candidates=frozenset(targets) if len(targets) > 1 else frozenset(),
    )


def load_versions(rows: Rows) -> dict[UUID, ModelVersion]:
    """Return the versions with their models, vendors and services, joined in memory."""
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


def load_aliases(rows: Rows, versions: Mapping[UUID, ModelVersion]) -> dict[UUID, ModelAlias]:
    """Return the declared aliases, each with the version it points to."""
    aliases = {alias.pk: alias for alias in rows.all(ModelAlias)}
    for alias in aliases.values():
        alias.points_to = versions.get(alias.points_to_id)
    return aliases


def compile_approvals(rows: Rows, ids: Mapping[UUID, str]) -> list[facts.Approval]:
    """Return the approvals of the versions whose ids are given."""
    kind = ContentType.objects.get_for_model(ModelVersion)
    return [
        facts.Approval(
            id=str(row.pk),
            label=row.number,
            resource_type=KIND,
            resource_id=ids[row.record_id],
            pin_digest=row.binding_digest,
            use_cases=frozenset(row.permitted_scope["use_cases"]),
            teams=frozenset(row.permitted_scope["teams"]),
            environments=frozenset(row.permitted_scope["environments"]),
            data_classes=frozenset(row.permitted_scope["data_classes"]),
            regions=frozenset(row.permitted_scope["regions"]),
            max_phase=row.permitted_scope["max_phase"],
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            revoked_at=row.ended_at,
            conditions=tuple(facts.Condition(item["code"], item["message"]) for item in row.conditions),
        )
        for row in rows.all(Approval)
        if row.record_type_id == kind.pk and row.record_id in ids
    ]
