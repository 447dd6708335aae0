"""Brings the shipped reference data into the editable records."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from governance.classification.events import REFERENCE_SEEDED
from governance.classification.models import (
    AdequacyDecision,
    Country,
    DataClass,
    Grouping,
    GroupingMember,
    HandlingRule,
    Region,
)
from governance.classification.reference import data_classes, loader, records
from governance.classification.validators import overlap
from governance.core.bulk import create_records
from governance.core.records import TrackedRecord
from governance.core.writing import publish, service

R = TypeVar("R", bound=TrackedRecord)
S = TypeVar("S")
SHIPPED = "Shipped reference data"


@dataclass(frozen=True, slots=True)
class SeedReport:
    """How many records of each kind were added; what is not listed was there, or was once and an officer moved it."""

    added: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many records were added in all."""
        return sum(self.added.values())


@service
def seed_reference(*, actor: Any) -> SeedReport:
    """Add the shipped countries, groupings, adequacy decisions, regions and data classes that never were here.

    Nothing is changed and nothing that officers removed or renamed comes back: the histories are asked, not only
    the records. Raises ReferenceDataError when a shipped file breaks its own rules.
    """
    report = SeedReport()

    def add(model: type[R], rows: Iterable[R]) -> None:
        number = create_records(actor=actor, model=model, rows=rows, reason=SHIPPED)
        if number:
            label = model._meta.label_lower
            report.added[label] = report.added.get(label, 0) + number

    # Parents first: a territory refers to the country it belongs to.
    countries = sorted(loader.read_countries(), key=lambda country: bool(country.parent))
    for has_parent in (False, True):
        of_this_kind = [country for country in countries if bool(country.parent) is has_parent]
        add(Country, _new_countries(of_this_kind))
    ids = dict(Country.objects.values_list("code", "id"))
    add(Grouping, _unseen(Grouping, ("key",), loader.read_groupings(), _grouping))
    add(GroupingMember, _new_members(ids))
    add(AdequacyDecision, _new_adequacy(ids))
    regions = (region for region in loader.read_cloud_regions() if region.country in ids)
    add(Region, _unseen(Region, ("key",), regions, lambda shipped: _region(shipped, ids)))
    classes = data_classes.read_data_classes()
    add(DataClass, _unseen(DataClass, ("key",), classes, _data_class))
    add(HandlingRule, _new_rules(classes))
    if report.total:
        publish(REFERENCE_SEEDED, actor=actor, data={"added": report.added})
    return report


def _identities(model: type[TrackedRecord], fields: tuple[str, ...]) -> set[tuple[Hashable, ...]]:
    """Return what the records are or ever were known by."""
    history: Any = model.history
    return set(history.values_list(*fields).distinct().order_by())


def _unseen(model: type[R], fields: tuple[str, ...], shipped: Iterable[S], make: Callable[[S], R]) -> list[R]:
    """Return new records for the shipped rows whose identity was never here."""
    seen = _identities(model, fields)
    rows = [make(row) for row in shipped]
    return [row for row in rows if tuple(getattr(row, name) for name in fields) not in seen]


def _new_countries(shipped: list[records.Country]) -> list[Country]:
    ids = dict(Country.objects.values_list("code", "id"))
    names = set(Country.objects.values_list("name", flat=True))
    rows = _unseen(
        Country,
        ("code",),
        shipped,
        lambda country: Country(code=country.alpha2, name=country.name, parent_id=ids.get(country.parent)),
    )
    return [row for row in rows if row.name not in names]


def _grouping(shipped: records.Grouping) -> Grouping:
    return Grouping(key=shipped.key, name=shipped.name)


def _new_members(country_ids: dict[str, Any]) -> list[GroupingMember]:
    """Return the stays that were never here and that no stay officers keep overlaps."""
    grouping_ids = dict(Grouping.objects.values_list("key", "id"))
    shipped = [
        GroupingMember(
            grouping_id=grouping_ids[member.grouping],
            country_id=country_ids[member.country],
            valid_from=member.validity.valid_from,
            valid_to=member.validity.valid_to,
            source=member.source,
        )
        for member in loader.read_grouping_members()
        if member.grouping in grouping_ids and member.country in country_ids
    ]
    kept = list(GroupingMember.objects.all())
    fields = ("grouping_id", "country_id")
    rows = _unseen(GroupingMember, (*fields, "valid_from"), shipped, lambda row: row)
    return [row for row in rows if not _overlaps(row, kept, fields)]


def _new_adequacy(country_ids: dict[str, Any]) -> list[AdequacyDecision]:
    """Return the decisions that were never here and that no decision officers keep overlaps."""
    shipped = [
        AdequacyDecision(
            subject_type=finding.subject_type,
            subject=finding.subject,
            country_id=country_ids[finding.country] if finding.country else None,
            condition=finding.condition,
            condition_text=finding.condition_text,
            valid_from=finding.validity.valid_from,
            valid_to=finding.validity.valid_to,
            status=finding.status,
            source=finding.source,
        )
        for finding in loader.read_adequacy()
        # The loader refuses a finding without a beginning; the type does not say so.
        if (not finding.country or finding.country in country_ids) and finding.validity.valid_from is not None
    ]
    kept = list(AdequacyDecision.objects.all())
    fields = ("subject_type", "subject", "condition")
    rows = _unseen(AdequacyDecision, (*fields, "valid_from"), shipped, lambda row: row)
    return [row for row in rows if not _overlaps(row, kept, fields)]


def _overlaps(row: Any, kept: Iterable[Any], fields: tuple[str, ...]) -> bool:
    return any(
        all(getattr(other, name) == getattr(row, name) for name in fields)
        and overlap((row.valid_from, row.valid_to), (other.valid_from, other.valid_to))
        for other in kept
    )


def _region(shipped: records.CloudRegion, country_ids: dict[str, Any]) -> Region:
    return Region(
        key=shipped.key,
        provider=shipped.provider,
        partition=shipped.partition,
        name=shipped.name,
        city=shipped.city,
        country_id=country_ids[shipped.country],
    )


def _data_class(shipped: records.DataClass) -> DataClass:
    return DataClass(
        key=shipped.key,
        name=shipped.name,
        sensitivity=shipped.sensitivity,
        categories=list(shipped.categories),
        description=shipped.description,
    )


def _new_rules(shipped: Iterable[records.DataClass]) -> list[HandlingRule]:
    """Return the default rule of each shipped class that never had a rule."""
    class_ids = dict(DataClass.objects.values_list("key", "id"))
    places = {
        *Country.objects.values_list("code", flat=True),
        *Grouping.objects.values_list("key", flat=True),
    }
    rows = [
        HandlingRule(
            data_class_id=class_ids[data_class.key],
            requires_dpa=data_class.handling.requires_dpa,
            requires_baa=data_class.handling.requires_baa,
            requires_no_training=data_class.handling.requires_no_training,
            max_retention_days=data_class.handling.max_retention_days,
            allowed_places=[place for place in data_class.handling.allowed_places if place in places],
            transfer_mechanisms=list(data_class.handling.transfer_mechanisms),
            legal_source=data_class.handling.legal_source,
        )
        for data_class in shipped
        if data_class.key in class_ids
    ]
    return _unseen(HandlingRule, ("data_class_id",), rows, lambda row: row)
