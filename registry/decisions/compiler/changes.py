"""From the records that a write touched to the facts that are different now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from governance.accounts.models import Team, TeamMembership, User
from governance.approvals.models import Approval
from governance.classification.models import (
    AdequacyDecision,
    Country,
    DataClass,
    Grouping,
    GroupingMember,
    HandlingRule,
    Region,
)
from governance.core.revisions import Touched
from governance.use_cases.models import UseCase
from imprimatur import Snapshot
from imprimatur.snapshot import KINDS
from registry.ai_models.models import AIModel, ModelAlias, ModelVersion
from registry.decisions.compiler.compiling import Memory
from registry.decisions.compiler.names import NameBook
from registry.decisions.compiler.organisation import compile_organisation
from registry.decisions.compiler.places import compile_places
from registry.decisions.compiler.resources import compile_approvals, compile_names, spell
from registry.decisions.compiler.rows import WIDE_COLUMNS, Narrowed, PresentRows
from registry.decisions.compiler.suppliers import compile_agreements, compile_services, compile_vendors
from registry.kill_switch.models import KillSwitchEngagement
from vendors.agreements.models import Agreement, AgreementService
from vendors.assessments.models import Assessment, AssessmentFinding, AssessmentPart
from vendors.directory.models import Service, ServiceLocation, SubProcessor, Vendor

#: Facts by name of their kind and key; None = gone.
Changes = dict[str, dict[Any, Any]]
#: Kinds whose facts hang together and are few: all of them are compiled anew.
PLACES = (AdequacyDecision, Country, DataClass, Grouping, GroupingMember, HandlingRule, Region)
# Parts are compiled with their wholes, which are touched with them.
PARTS = (AgreementService, Assessment, AssessmentFinding, ServiceLocation, SubProcessor, TeamMembership)
VERSION_RELATIONS = ("model__vendor", "model__service__vendor", "service__vendor")
Keys = Callable[[Any], set[UUID]]


class UnknownKind(LookupError):
    """A touched kind that nobody compiles by itself; the caller compiles everything."""


def compile_changes(held: Snapshot, names: NameBook, touched: Iterable[Touched]) -> Changes:
    """Return the facts that differ from those held, and bring the names up to date.

    Reads inside the caller's view of the database. Raises UnknownKind for a kind that this module does not know.
    """
    by_label: dict[str, set[UUID]] = defaultdict(set)
    for label, key in touched:
        by_label[label].add(key)
    kinds = {model._meta.label_lower: model for model in (*PLACES, *PARTS, *_HANDLERS)}
    if unknown := by_label.keys() - kinds.keys():
        raise UnknownKind(", ".join(sorted(unknown)))

    def keys_of(model: Any) -> set[UUID]:
        return by_label.get(model._meta.label_lower, set())

    rows = Memory(PresentRows())
    changes: Changes = {}
    if any(keys_of(model) for model in PLACES):
        _add(changes, _compare_all(held, compile_places(rows)))
    _add(changes, _compile_suppliers(held, rows, keys_of))
    _add(changes, _compile_organisation(held, rows, keys_of))
    _add(changes, _compile_versions(held, names, rows, keys_of))
    return {name: changed for name, changed in changes.items() if changed}


_HANDLERS = (
    AIModel,
    Agreement,
    Approval,
    KillSwitchEngagement,
    ModelAlias,
    ModelVersion,
    Service,
    Team,
    UseCase,
    User,
    Vendor,
)


def changes_names(touched: Iterable[Touched]) -> bool:
    """Say whether the names that versions go by can have changed, or what is written into versions."""
    return any(label in _OF_NAMES for label, _ in touched)


_OF_NAMES = frozenset(
    model._meta.label_lower for model in (AIModel, ModelAlias, ModelVersion, Service, Vendor)
)


def _compile_suppliers(held: Snapshot, rows: Memory, keys_of: Keys) -> Changes:
    vendors, services, agreements = keys_of(Vendor), keys_of(Service), keys_of(Agreement)
    changes: Changes = {}
    if vendors:
        part = Q(vendor_id__in=vendors)
        of_these = {Assessment: part, AssessmentFinding: part}
        asked = {AssessmentPart: Q(assessment__vendor_id__in=vendors)}
        narrow = Narrowed(rows, {Vendor: Q(pk__in=vendors), **of_these, **asked})
        found = compile_vendors(narrow)
        _add(changes, {"vendors": _compare(held.vendors, found, map(str, vendors))})
    if keys_of(Region) or keys_of(Country):
        # Where a region lies is written into the services that use it.
        _add(changes, _compare_all(held, {"services": compile_services(rows)}))
    elif services:
        part = Q(service_id__in=services)
        narrow = Narrowed(rows, {Service: Q(pk__in=services), ServiceLocation: part, SubProcessor: part})
        _add(changes, {"services": _compare(held.services, compile_services(narrow), map(str, services))})
    if services:
        # Which services a BAA covers is written into the agreement.
        owners = {UUID(fact.vendor) for key in services if (fact := held.services.get(str(key)))}
        owners |= set(Service._base_manager.filter(pk__in=services).values_list("vendor_id", flat=True))
        signed = Agreement._base_manager.filter(vendor_id__in=owners)
        agreements = agreements | set(signed.values_list("pk", flat=True))
    if agreements:
        vendors_of = Agreement._base_manager.filter(pk__in=agreements).values("vendor_id")
        narrow = Narrowed(
            rows,
            {
                Agreement: Q(pk__in=agreements),
                AgreementService: Q(agreement_id__in=agreements),
                Service: Q(vendor_id__in=vendors_of),
            },
        )
        gone = [str(key) for key in agreements]
        for name, facts in compile_agreements(narrow).items():
            _add(changes, {name: _compare(getattr(held, name), facts, gone)})
    return changes


def _compile_organisation(held: Snapshot, rows: Memory, keys_of: Keys) -> Changes:
    teams, people = keys_of(Team), keys_of(User)
    use_cases, switches = keys_of(UseCase), keys_of(KillSwitchEngagement)
    if not (teams or people or use_cases or switches):
        return {}
    conditions = {UseCase: Q(pk__in=use_cases), KillSwitchEngagement: Q(pk__in=switches)}
    if not teams:
        # Teams are few and people carry their keys; without a touched team only the touched people differ.
        conditions |= {User: Q(pk__in=people), TeamMembership: Q(user_id__in=people)}
        if not people:
            conditions |= _none(Team)
    facts = compile_organisation(Narrowed(rows, conditions))
    changes: Changes = {
        "use_cases": _compare(held.use_cases, facts["use_cases"], _keys_under(held.use_cases, use_cases)),
        "kill_switches": _compare(held.kill_switches, facts["kill_switches"], map(str, switches)),
    }
    if teams:
        changes |= _compare_all(held, {"teams": facts["teams"], "people": facts["people"]})
    elif people:
        changes["people"] = _compare(
            held.people or {}, facts["people"], _keys_under(held.people or {}, people)
        )
    return changes


def _compile_versions(held: Snapshot, names: NameBook, rows: Memory, keys_of: Keys) -> Changes:
    touched, aliases, approvals = keys_of(ModelVersion), keys_of(ModelAlias), keys_of(Approval)
    families = {str(key) for key in keys_of(AIModel)}
    suppliers = {str(key) for key in keys_of(Vendor) | keys_of(Service)}
    beside: set[UUID] = set()
    if families or suppliers:
        # What a version takes from its model, vendor and service is written into its own fact.
        beside = {
            UUID(fact.record_id)
            for fact in held.resources.values()
            if fact.family in families or fact.vendor in suppliers or fact.service in suppliers
        }
        beside |= set(
            ModelVersion._base_manager.filter(model_id__in=keys_of(AIModel)).values_list("pk", flat=True)
        )
    changes: Changes = {}
    renamed: set[UUID] = set()
    if touched or aliases or beside:
        pointing = Q(pk__in=aliases) | Q(points_to_id__in=touched)
        declared = {row.pk: row for row in ModelAlias._base_manager.filter(pointing)}
        wanted = touched | beside | {row.points_to_id for row in declared.values() if row.points_to_id}
        versions = _load(wanted)
        before = names.list_ids(touched)
        affected = names.change(
            {key: spell(versions[key]) if key in versions else None for key in touched | beside},
            {key: declared[key].name if key in declared else None for key in aliases | declared.keys()},
        )
        renamed = {
            key for key, name in before.items() if key not in versions or versions[key].catalogue_id != name
        }
        renamed |= touched - before.keys()
        needed = {key for name in affected if (key := names.get_version(name)) is not None}
        versions |= _load(needed - versions.keys())
        more = {key for name in affected if (key := names.get_alias(name)) is not None} - declared.keys()
        declared |= {row.pk: row for row in ModelAlias._base_manager.filter(pk__in=more)}
        versions |= _load(
            {row.points_to_id for row in declared.values() if row.points_to_id} - versions.keys()
        )
        for row in declared.values():
            row.points_to = versions.get(row.points_to_id) if row.points_to_id else None
        resources, named = compile_names(names, affected, versions, declared)
        changes = {
            "resources": _compare_keyed(held.resources, resources),
            "aliases": _compare_keyed(held.aliases, named),
        }
    if approvals or renamed:
        narrow = Narrowed(rows, {Approval: Q(pk__in=approvals) | Q(record_id__in=renamed)})
        about = {row.record_id for row in narrow.all(Approval)}
        facts = compile_approvals(narrow, names.list_ids(about))
        gone = {str(key) for key in approvals} | {str(row.pk) for row in narrow.all(Approval)}
        changes["approvals"] = _compare(held.approvals, facts, gone)
    return changes


def _load(keys: set[UUID]) -> dict[UUID, ModelVersion]:
    if not keys:
        return {}
    wide = WIDE_COLUMNS[ModelVersion], [f"model__{column}" for column in WIDE_COLUMNS[AIModel]]
    rows = ModelVersion._base_manager.filter(pk__in=keys).select_related(*VERSION_RELATIONS)
    return {row.pk: row for row in rows.defer(*wide[0], *wide[1])}


def _none(*models: Any) -> dict[Any, Q]:
    return {model: Q(pk__in=()) for model in models}


def _add(changes: Changes, more: Changes) -> None:
    for name, changed in more.items():
        changes.setdefault(name, {}).update(changed)


def _keys_under(held: Mapping[str, Any], records: set[UUID]) -> list[str]:
    """Return the keys under which facts of these records are held."""
    ids = {str(key) for key in records}
    return [key for key, fact in held.items() if fact.id in ids] if ids else []


def _compare_all(held: Snapshot, lists: Mapping[str, Iterable[Any]]) -> Changes:
    """Return what differs where every fact of a kind was compiled."""
    kept = {name: getattr(held, name) or {} for name in lists}
    return {name: _compare(kept[name], facts, kept[name]) for name, facts in lists.items()}


def _compare(held: Mapping[Any, Any], facts: Iterable[Any], gone: Iterable[Any]) -> dict[Any, Any]:
    """Return the facts that differ from those held; a key among `gone` without a fact now is gone."""
    found = {_KEYS[type(fact)](fact): fact for fact in facts}
    return _compare_keyed(held, {**dict.fromkeys(gone), **found})


def _compare_keyed(held: Mapping[Any, Any], facts: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: fact for key, fact in facts.items() if held.get(key) != fact}


_KEYS: dict[type, Callable[[Any], Any]] = dict(KINDS.values())
