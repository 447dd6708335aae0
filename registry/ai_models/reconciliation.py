"""Comparing what the registry knows with what a catalogue now says, without touching either."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any, Self

from registry.ai_models.importers.records import CatalogueItem, CatalogueRecord, FaultyRow, SkippedRow
from registry.ai_models.naming import find_collisions


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """The facts of one model that are compared. Store `to_json()`, get it back with `from_json()`."""

    family: str = ""
    pin_kind: str = "none"
    pin_value: str = ""
    mode: str = ""
    status: str = ""
    deprecation_date: date | None = None
    release_date: str = ""
    context_tokens: int | None = None
    max_output_tokens: int | None = None
    input_usd_per_million: Decimal | None = None
    output_usd_per_million: Decimal | None = None
    cache_read_usd_per_million: Decimal | None = None
    supported_regions: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    licence: str = ""

    @classmethod
    def of(cls, record: CatalogueRecord) -> Self:
        """The compared facts of a record."""
        return cls(**{name: getattr(record, name) for name in FACT_NAMES})

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The facts that `to_json` wrote; a field it did not know yet is taken as not stated."""
        read = {name: values[name] for name in FACT_NAMES if values.get(name) is not None}
        if "deprecation_date" in read:
            read["deprecation_date"] = date.fromisoformat(read["deprecation_date"])
        for name in PRICE_NAMES & read.keys():
            read[name] = Decimal(read[name])
        for name in LIST_NAMES & read.keys():
            read[name] = tuple(read[name])
        return cls(**read)

    def to_json(self) -> dict[str, Any]:
        """Every fact as a JSON value: prices and dates as text, lists as lists."""
        return {name: _as_json(getattr(self, name)) for name in FACT_NAMES}


FACT_NAMES = tuple(field.name for field in fields(CatalogueFacts))
PRICE_NAMES = frozenset({"input_usd_per_million", "output_usd_per_million", "cache_read_usd_per_million"})
LIST_NAMES = frozenset({"supported_regions", "capabilities"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one model, before and after, as JSON values."""

    field: str
    old: Any
    new: Any


@dataclass(slots=True)
class Report:
    """The outcome of a comparison; lists hold catalogue ids in the order of the file."""

    format: str
    models: int = 0
    unchanged: int = 0
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    newly_deprecated: list[str] = field(default_factory=list)
    changed: dict[str, tuple[FieldChange, ...]] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """Row key and reason."""
    errors: list[tuple[str, str]] = field(default_factory=list)
    """Row key and message."""
    collisions: list[tuple[str, ...]] = field(default_factory=list)
    """Groups of catalogue ids that look alike, at least one of them in the file."""

    def to_dict(self, *, longest_list: int | None = None) -> dict[str, Any]:
        """Counts under the names of the command's contract, and the rows behind them under `details`.

        `longest_list` cuts each list of details, never a count.
        """
        cut = slice(longest_list)
        changed = {
            catalogue_id: {
                change.field: {"old": change.old, "new": change.new} for change in self.changed[catalogue_id]
            }
            for catalogue_id in islice(self.changed, longest_list)
        }
        return {
            "format": self.format,
            "models": self.models,
            "added": len(self.added),
            "removed": len(self.removed),
            "newly_deprecated": len(self.newly_deprecated),
            "changed": len(self.changed),
            "skipped": len(self.skipped),
            "errors": len(self.errors),
            "details": {
                "unchanged": self.unchanged,
                "added": self.added[cut],
                "removed": self.removed[cut],
                "newly_deprecated": self.newly_deprecated[cut],
                "changed": changed,
                "skipped": [{"row": row, "reason": reason} for row, reason in self.skipped[cut]],
                "errors": [{"row": row, "message": message} for row, message in self.errors[cut]],
                "collisions": [list(group) for group in self.collisions[cut]],
            },
        }


def reconcile(
    current: Mapping[str, CatalogueFacts], incoming: Iterable[CatalogueItem], *, format: str
) -> Report:
    """Compare the registry's facts from one catalogue, by catalogue id, with the rows of a newer file of it.

    `current` holds only what came from this kind of catalogue, for whatever the file does not name counts
    as removed. A model is newly deprecated when its deprecation date is set or moves closer, or its status
    becomes `deprecated`; it is then among the changed ones too. A model that arrives deprecated is merely
    added. After an error nothing counts as removed, because the faulty row may be the one that is missing.
    """
    report = Report(format)
    seen: set[str] = set()
    for item in incoming:
        if isinstance(item, SkippedRow):
            report.skipped.append((item.row, item.reason))
        elif isinstance(item, FaultyRow):
            report.errors.append((item.row, item.message))
        elif item.catalogue_id in seen:
            report.errors.append((item.source_row, f"The id {item.catalogue_id} appears twice."))
        else:
            seen.add(item.catalogue_id)
            _compare(item.catalogue_id, current.get(item.catalogue_id), CatalogueFacts.of(item), report)
    report.models = len(seen)
    if not report.errors:
        report.removed = [catalogue_id for catalogue_id in current if catalogue_id not in seen]
    names = chain(current, (catalogue_id for catalogue_id in report.added))
    report.collisions = [group for group in find_collisions(names) if not seen.isdisjoint(group)]
    return report


def _compare(catalogue_id: str, old: CatalogueFacts | None, new: CatalogueFacts, report: Report) -> None:
    if old is None:
        report.added.append(catalogue_id)
    elif old == new:
        report.unchanged += 1
    else:
        report.changed[catalogue_id] = tuple(
            FieldChange(name, _as_json(getattr(old, name)), _as_json(getattr(new, name)))
            for name in FACT_NAMES
            if getattr(old, name) != getattr(new, name)
        )
        if is_newly_deprecated(old, new):
            report.newly_deprecated.append(catalogue_id)


def is_newly_deprecated(old: CatalogueFacts, new: CatalogueFacts) -> bool:
    """Whether the provider's end of support has been announced, or brought forward, between the two."""
    if new.status == "deprecated" != old.status:
        return True
    if new.deprecation_date is None:
        return False
    return old.deprecation_date is None or new.deprecation_date < old.deprecation_date


def _as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
