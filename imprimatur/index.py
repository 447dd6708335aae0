"""What a snapshot is compiled into: everything a check looks up, one dictionary access away.

Nothing here depends on the instant asked about; intervals stay intervals until a check compares them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from imprimatur.decision import Record
from imprimatur.facts import (
    Adequacy,
    Agreement,
    Alias,
    Approval,
    Certification,
    DataClass,
    KillSwitch,
    Resource,
    Service,
    Vendor,
)
from imprimatur.facts.resources import PIN_KINDS
from imprimatur.findings import Finding, ground, note
from imprimatur.instants import soonest
from imprimatur.places import PlaceRule, compile_places, place_rules_of
from imprimatur.terms import ApprovalTerm, SupplierTerms, Term
from imprimatur.wording import shown

if TYPE_CHECKING:
    from imprimatur.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ResourceEntry:
    """A resource with the facts around it."""

    resource: Resource
    record: Record
    service: Service | None
    #: Ids of who made it and who supplies it: both must be registered and active.
    vendors: tuple[str, ...]
    #: Newest first: the organisation's latest word counts where two approvals cover the same.
    approvals: tuple[ApprovalTerm, ...]
    terms: SupplierTerms
    is_pinned: bool
    #: First instant at which it is retired or past its provider's deprecation date.
    ends_at: datetime | None


class VendorEntry(NamedTuple):
    """A vendor with what is said of it while assessments are not kept, made once."""

    vendor: Vendor
    record: Record
    not_assessed: Finding


class Name(NamedTuple):
    """What a name stands for; ``entry`` is None when that is nothing, or nobody knows which."""

    entry: ResourceEntry | None
    alias: Alias | None = None
    is_ambiguous: bool = False


class DataClassEntry(NamedTuple):
    """A data class with everything its rules demand, the strictest of each."""

    data_class: DataClass
    record: Record
    needs_dpa: bool
    needs_baa: bool
    needs_no_training: bool
    max_retention_days: int | None
    #: True when any of the four above demands something.
    has_demands: bool
    place_rules: tuple[PlaceRule, ...]


class Index:
    """The compiled lookups of one snapshot."""

    __slots__ = ("adequacy", "candidates", "data_classes", "kill_switches", "names", "vendors")

    def __init__(self, snapshot: "Snapshot") -> None:
        self.kill_switches = _index_kill_switches(snapshot.kill_switches.values())
        self.adequacy = _index_adequacy(snapshot.adequacy.values())
        self.data_classes = _index_data_classes(snapshot)
        self.vendors = {key: _vendor_entry(vendor) for key, vendor in snapshot.vendors.items()}
        entries = _index_resources(snapshot)
        self.names = _index_names(entries, snapshot.aliases.values())
        self.candidates = _index_candidates(entries.values())


def _index_kill_switches(
    switches: Iterable[KillSwitch],
) -> dict[tuple[str, str | None], tuple[KillSwitch, ...]]:
    found: dict[tuple[str, str | None], list[KillSwitch]] = defaultdict(list)
    for switch in sorted(switches, key=lambda each: each.id):
        found[(switch.scope, switch.target)].append(switch)
    return {key: tuple(listed) for key, listed in found.items()}


def _index_adequacy(findings: Iterable[Adequacy]) -> dict[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = defaultdict(list)
    for each in sorted(findings, key=lambda each: each.id):
        record = Record("adequacy", each.id, each.label)
        said = ground("residency.adequacy", _adequate(each), record, each.valid_until)
        condition = each.required_certification
        term = Term(record, "adequacy", each.valid_from, each.valid_until, said, condition)
        found[each.country].append(term)
    return {country: tuple(terms) for country, terms in found.items()}


def _adequate(finding: Adequacy) -> str:
    return f"The adequacy finding “{shown(finding.label)}” covers {shown(finding.country)}."


def _index_data_classes(snapshot: "Snapshot") -> dict[str, DataClassEntry]:
    """Add to what officers wrote what the law and the order of sensitivity demand by themselves."""
    places = compile_places(snapshot)
    rules = defaultdict(list)
    for rule in snapshot.handling_rules.values():
        rules[rule.data_class].append(rule)
    entries = {}
    for key, data_class in snapshot.data_classes.items():
        own = rules[key]
        limit = min(
            (rule.max_retention_days for rule in own if rule.max_retention_days is not None), default=None
        )
        dpa = data_class.is_personal or any(rule.requires_dpa for rule in own)
        baa = "phi" in data_class.categories or any(rule.requires_baa for rule in own)
        no_training = data_class.is_confidential or any(rule.requires_no_training for rule in own)
        entries[key] = DataClassEntry(
            data_class=data_class,
            record=Record("data_class", data_class.id, data_class.label),
            needs_dpa=dpa,
            needs_baa=baa,
            needs_no_training=no_training,
            max_retention_days=limit,
            has_demands=dpa or baa or no_training or limit is not None,
            place_rules=place_rules_of(data_class, own, snapshot.policy, places),
        )
    return entries


def _vendor_entry(vendor: Vendor) -> VendorEntry:
    record = Record("vendor", vendor.id, vendor.label)
    message = f"Assessments are not kept yet; of {shown(vendor.label)} only the status was judged."
    return VendorEntry(vendor, record, note("vendor.not_assessed", message, record))


def _index_resources(snapshot: "Snapshot") -> dict[tuple[str, str], ResourceEntry]:
    approvals: dict[tuple[str, str], list[Approval]] = defaultdict(list)
    for approval in snapshot.approvals.values():
        approvals[(approval.resource_type, approval.resource_id)].append(approval)
    agreements: dict[str | None, list[Agreement]] = defaultdict(list)
    for agreement in snapshot.agreements.values():
        agreements[agreement.vendor].append(agreement)
    certifications: dict[str | None, list[Certification]] = defaultdict(list)
    for held in snapshot.certifications.values():
        certifications[held.vendor].append(held)
    terms: dict[tuple[str | None, str | None], SupplierTerms] = {}
    entries = {}
    for key, resource in snapshot.resources.items():
        service = snapshot.services.get(resource.service) if resource.service else None
        # Who made a model need not be who supplies it; contracts are with the supplier.
        supplier = service.vendor if service else resource.vendor
        supplied = (supplier, service.id if service else None)
        if supplied not in terms:
            terms[supplied] = SupplierTerms.of(agreements[supplier], certifications[supplier], supplied[1])
        entries[key] = ResourceEntry(
            resource=resource,
            record=Record(resource.type, resource.record_id, resource.label),
            service=service,
            vendors=tuple(dict.fromkeys(each for each in (supplier, resource.vendor) if each is not None)),
            approvals=tuple(ApprovalTerm.of(approval) for approval in _newest_first(approvals.get(key, []))),
            terms=terms[supplied],
            is_pinned=resource.pin_kind in PIN_KINDS and resource.pin_value != "",
            ends_at=soonest(resource.deprecation_at, resource.retired_at),
        )
    return entries


def _newest_first(approvals: list[Approval]) -> list[Approval]:
    return sorted(sorted(approvals, key=lambda each: each.id), key=lambda each: each.valid_from, reverse=True)


def _index_names(
    entries: dict[tuple[str, str], ResourceEntry], aliases: Iterable[Alias]
) -> dict[tuple[str, str], Name]:
    names = {key: Name(entry) for key, entry in entries.items()}
    for alias in aliases:
        key = (alias.type, alias.name)
        target = None if alias.target is None else entries.get((alias.type, alias.target))
        if key not in entries:
            names[key] = Name(target, alias, is_ambiguous=alias.target is None and not alias.is_floating)
        elif target is not entries[key]:
            # A registered thing that was also declared an alias of another: nobody knows which is meant.
            names[key] = Name(None, alias, is_ambiguous=True)
    return names


def _index_candidates(
    entries: Iterable[ResourceEntry],
) -> dict[tuple[str, str, str, str], tuple[ResourceEntry, ...]]:
    """Index approved resources by (type, use case, "family", "vendor" or "all", its id), sorted by id."""
    found: dict[tuple[str, str, str, str], list[ResourceEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda each: each.resource.id):
        resource = entry.resource
        for use_case in {use_case for term in entry.approvals for use_case in term.approval.use_cases}:
            found[(resource.type, use_case, "all", "")].append(entry)
            if resource.family is not None:
                found[(resource.type, use_case, "family", resource.family)].append(entry)
            for vendor in entry.vendors:
                found[(resource.type, use_case, "vendor", vendor)].append(entry)
    return {key: tuple(listed) for key, listed in found.items()}
