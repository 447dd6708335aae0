"""What checks look up, made from the facts: resources, vendors, data classes, kill switches and adequacy findings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from imprimatur.decision import Record
from imprimatur.facts import Adequacy, Alias, DataClass, KillSwitch, Resource, Service, Vendor
from imprimatur.findings import Finding, ground, note
from imprimatur.places import PlaceRule, compile_places, place_rules_of
from imprimatur.terms import ApprovalTerm, SupplierTerms, Term
from imprimatur.wording import shown

if TYPE_CHECKING:
    from imprimatur.snapshot import Snapshot

#: Engagements of kill switches by the scope and the target that they stop, in the order of their ids.
Stopped = dict[tuple[str, str | None], tuple[KillSwitch, ...]]


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


def make_vendor_entry(vendor: Vendor) -> VendorEntry:
    """Return a vendor as checks see it."""
    record = Record("vendor", vendor.id, vendor.label)
    message = f"Assessments are not kept yet; of {shown(vendor.label)} only the status was judged."
    return VendorEntry(vendor, record, note("vendor.not_assessed", message, record))


def index_kill_switches(switches: Iterable[KillSwitch]) -> Stopped:
    """Return the engagements by what they stop."""
    found: dict[tuple[str, str | None], list[KillSwitch]] = defaultdict(list)
    for switch in sorted(switches, key=lambda each: each.id):
        found[(switch.scope, switch.target)].append(switch)
    return {key: tuple(listed) for key, listed in found.items()}


def change_kill_switches(
    indexed: Stopped, before: Mapping[str, KillSwitch], changes: Mapping[str, KillSwitch | None]
) -> Stopped:
    """Return the index after a change; of the engagements that ended, which come to be many, it looks at none."""
    if not changes:
        return indexed
    after = dict(indexed)
    facts = [fact for key, now in changes.items() for fact in (before.get(key), now) if fact is not None]
    for stopped in {(fact.scope, fact.target) for fact in facts}:
        kept = [switch for switch in indexed.get(stopped, ()) if switch.id not in changes]
        came = [now for now in changes.values() if now is not None and (now.scope, now.target) == stopped]
        listed = sorted([*kept, *came], key=lambda each: each.id)
        if listed:
            after[stopped] = tuple(listed)
        else:
            after.pop(stopped, None)
    return after


def index_adequacy(findings: Iterable[Adequacy]) -> dict[str, tuple[Term, ...]]:
    """Return the adequacy findings by country."""
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


def index_data_classes(snapshot: "Snapshot") -> dict[str, DataClassEntry]:
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
