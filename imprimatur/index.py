"""What a snapshot is compiled into: everything a check looks up, a dictionary access or two away.

Nothing here depends on the instant asked about; intervals stay intervals until a check compares them. What joins
several facts is joined when it is asked for, so that one changed supplier is one changed fact and not a thousand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from imprimatur.candidates import Candidates
from imprimatur.decision import Record
from imprimatur.entries import (
    DataClassEntry,
    Name,
    ResourceEntry,
    Stopped,
    VendorEntry,
    change_kill_switches,
    index_adequacy,
    index_data_classes,
    index_kill_switches,
    make_vendor_entry,
)
from imprimatur.facts import Approval, Vendor
from imprimatur.facts.resources import PIN_KINDS
from imprimatur.instants import soonest
from imprimatur.places import Lie, compile_lies
from imprimatur.sharded import ShardedMap
from imprimatur.terms import ApprovalTerm, SupplierTerms, Term
from imprimatur.timeline import Timeline

if TYPE_CHECKING:
    from imprimatur.snapshot import Snapshot

ResourceKey = tuple[str, str]

#: Kinds of facts from which each of the small look-ups is made; a change of one of them makes the look-up anew.
PLACE_KINDS = frozenset({"groups", "data_classes", "handling_rules", "policy"})
SUPPLIER_KINDS = frozenset({"agreements", "certifications"})


class Index:
    """The compiled look-ups of one snapshot; `following` makes those of the next from what changed."""

    __slots__ = (
        "_agreements",
        "_certifications",
        "_snapshot",
        "_terms",
        "adequacy",
        "approvals",
        "candidates",
        "data_classes",
        "kill_switches",
        "lies",
        "timeline",
        "vendors",
    )

    adequacy: dict[str, tuple[Term, ...]]
    approvals: ShardedMap[ResourceKey, tuple[ApprovalTerm, ...]]
    candidates: Candidates
    data_classes: dict[str, DataClassEntry]
    kill_switches: Stopped
    #: Country → the groups it belongs to, each with its intervals.
    lies: Mapping[str, tuple[Lie, ...]]
    timeline: Timeline
    vendors: dict[str, VendorEntry]

    def __init__(self, snapshot: "Snapshot") -> None:
        self._snapshot = snapshot
        self.kill_switches = index_kill_switches(snapshot.kill_switches.values())
        self.adequacy = index_adequacy(snapshot.adequacy.values())
        self.data_classes = index_data_classes(snapshot)
        self.lies = compile_lies(snapshot.groups.values())
        self.vendors = {key: make_vendor_entry(vendor) for key, vendor in snapshot.vendors.items()}
        self._agreements = _by_vendor(snapshot.agreements.values())
        self._certifications = _by_vendor(snapshot.certifications.values())
        self._terms: dict[tuple[str | None, str | None], SupplierTerms] = {}
        self.approvals = _index_approvals(snapshot.approvals.values())
        self.candidates = Candidates.of(snapshot, self.approvals)
        self.timeline = Timeline(snapshot.list_facts())

    @classmethod
    def following(
        cls, before: "Index", snapshot: "Snapshot", changes: Mapping[str, Mapping[Any, Any]]
    ) -> "Index":
        """Return the look-ups of a snapshot that differs in these facts alone from the one indexed before."""
        kinds = changes.keys()
        index: Index = object.__new__(cls)
        index._snapshot = snapshot
        old = before._snapshot
        index.kill_switches = change_kill_switches(
            before.kill_switches, old.kill_switches, changes.get("kill_switches", {})
        )
        index.adequacy = (
            index_adequacy(snapshot.adequacy.values()) if "adequacy" in kinds else before.adequacy
        )
        index.data_classes = (
            before.data_classes if PLACE_KINDS.isdisjoint(kinds) else index_data_classes(snapshot)
        )
        index.lies = compile_lies(snapshot.groups.values()) if "groups" in kinds else before.lies
        index.vendors = _change_vendors(before.vendors, changes.get("vendors", {}))
        if SUPPLIER_KINDS.isdisjoint(kinds):
            index._agreements, index._certifications = before._agreements, before._certifications
            index._terms = before._terms
        else:
            index._agreements = _by_vendor(snapshot.agreements.values())
            index._certifications = _by_vendor(snapshot.certifications.values())
            index._terms = {}
        touched = _change_approvals(old.approvals, changes.get("approvals", {}))
        index.approvals = before.approvals.changed(
            {
                key: _newest_first(_terms_left(before.approvals.get(key, ()), gone, came)) or None
                for key, (gone, came) in touched.items()
            }
        )
        index.candidates = before.candidates.following(
            old,
            snapshot,
            index.approvals,
            {*touched, *changes.get("resources", {})},
            changes.get("services", {}),
        )
        index.timeline = before.timeline
        index.timeline.add(
            fact for changed in changes.values() for fact in changed.values() if fact is not None
        )
        return index

    def find(self, key: ResourceKey) -> Name | None:
        """Return what a name stands for, or None when nothing is registered under it."""
        snapshot = self._snapshot
        entry, alias = self.enter(key), snapshot.aliases.get(key)
        if alias is None:
            return None if entry is None else Name(entry)
        target = None if alias.target is None else self.enter((alias.type, alias.target))
        if entry is None:
            return Name(target, alias, is_ambiguous=alias.target is None and not alias.is_floating)
        if alias.target == entry.resource.id:
            return Name(entry)
        # A registered thing that was also declared an alias of another: nobody knows which is meant.
        return Name(None, alias, is_ambiguous=True)

    def enter(self, key: ResourceKey) -> ResourceEntry | None:
        """Return the resource registered under exactly this key, with the facts around it."""
        resource = self._snapshot.resources.get(key)
        if resource is None:
            return None
        service = self._snapshot.services.get(resource.service) if resource.service else None
        # Who made a model need not be who supplies it; contracts are with the supplier.
        supplier = service.vendor if service else resource.vendor
        vendors = [each for each in (supplier, resource.vendor) if each is not None]
        return ResourceEntry(
            resource=resource,
            record=Record(resource.type, resource.record_id, resource.label),
            service=service,
            vendors=tuple(dict.fromkeys(vendors)),
            approvals=self.approvals.get(key, ()),
            terms=self.terms_of(supplier, service.id if service else None),
            is_pinned=resource.pin_kind in PIN_KINDS and resource.pin_value != "",
            ends_at=soonest(resource.deprecation_at, resource.retired_at),
        )

    def terms_of(self, supplier: str | None, service: str | None) -> SupplierTerms:
        """Return what the supplier signed for the service, compiled when first asked for."""
        key = (supplier, service)
        terms = self._terms.get(key)
        if terms is None:
            signed = self._agreements.get(supplier, ()), self._certifications.get(supplier, ())
            terms = self._terms[key] = SupplierTerms.of(*signed, service)
        return terms


def _by_vendor(facts: Iterable[Any]) -> dict[str | None, list[Any]]:
    found: dict[str | None, list[Any]] = defaultdict(list)
    for fact in facts:
        found[fact.vendor].append(fact)
    return dict(found)


def _change_vendors(
    before: dict[str, VendorEntry], changes: Mapping[str, Vendor | None]
) -> dict[str, VendorEntry]:
    if not changes:
        return before
    after = {key: entry for key, entry in before.items() if key not in changes}
    return after | {key: make_vendor_entry(vendor) for key, vendor in changes.items() if vendor is not None}


def _index_approvals(
    approvals: Iterable[Approval],
) -> ShardedMap[ResourceKey, tuple[ApprovalTerm, ...]]:
    found: dict[ResourceKey, list[ApprovalTerm]] = defaultdict(list)
    for approval in approvals:
        found[(approval.resource_type, approval.resource_id)].append(ApprovalTerm.of(approval))
    return ShardedMap({key: _newest_first(terms) for key, terms in found.items()})


def _change_approvals(
    before: Mapping[str, Approval], changes: Mapping[str, Approval | None]
) -> dict[ResourceKey, tuple[set[str], list[Approval]]]:
    """Return for each resource the ids of the approvals it loses, and the approvals it gets."""
    touched: dict[ResourceKey, tuple[set[str], list[Approval]]] = {}
    for key, after in changes.items():
        for approval in (before.get(key), after):
            if approval is not None:
                gone, _came = touched.setdefault((approval.resource_type, approval.resource_id), (set(), []))
                gone.add(key)
        if after is not None:
            touched[(after.resource_type, after.resource_id)][1].append(after)
    return touched


def _terms_left(before: tuple[ApprovalTerm, ...], gone: set[str], came: list[Approval]) -> list[ApprovalTerm]:
    return [*(term for term in before if term.approval.id not in gone), *map(ApprovalTerm.of, came)]


def _newest_first(terms: list[ApprovalTerm]) -> tuple[ApprovalTerm, ...]:
    by_id = sorted(terms, key=lambda term: term.approval.id)
    return tuple(sorted(by_id, key=lambda term: term.approval.valid_from, reverse=True))
