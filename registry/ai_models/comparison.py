"""Comparing a catalogue file with the registry: reads both, writes neither."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from governance.core.models import RegistryRevision
from registry.ai_models.enums import RowKind, Source
from registry.ai_models.importers.detect import open_catalogue
from registry.ai_models.importers.records import CatalogueError, CatalogueItem, CatalogueRecord, FaultyRow
from registry.ai_models.models import ModelAlias, ModelVersion
from registry.ai_models.models.ai_model import LONGEST_NAME, make_skeleton
from registry.ai_models.reconciliation import CatalogueFacts, Report, reconcile

REPORT_EVERY = 500
LONGEST_SAMPLE = 20
"""Rows of each kind that the report itself shows; all of them are in its table."""

ProgressReport = Callable[[int, int, str], object]


def report_nothing(done: int, total: int, text: str) -> None:
    """The progress report of callers whom nobody watches."""


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A seekable catalogue file and what it is called; `model_name` names the model of a card that does not."""

    source: BinaryIO
    file_name: str
    model_name: str = ""

    def read(self) -> tuple[str, Iterator[CatalogueItem]]:
        """Return the format and the rows, read from the start; raises CatalogueError."""
        self.source.seek(0)
        catalogue = open_catalogue(
            self.source,
            size_limit=settings.CATALOGUE_MAX_BYTES,
            filename=self.file_name,
            model_name=self.model_name,
        )
        return catalogue.format, (_fit(item) for item in catalogue.items)


def _fit(item: CatalogueItem) -> CatalogueItem:
    """Refuse a name that only grew too long when its provider was put in front of it."""
    if isinstance(item, CatalogueRecord) and len(item.identifier) > LONGEST_NAME:
        return FaultyRow(item.source_row, f"The name has more than {LONGEST_NAME} characters.")
    return item


class ReportRow(NamedTuple):
    """One row of a report, as it is stored and digested."""

    kind: str
    catalogue_id: str
    detail: str = ""
    changes: Any = None


@dataclass(slots=True)
class Comparison:
    """What a file would change, as of one registry revision."""

    report: Report
    revision: int
    known: set[str] = field(default_factory=set)
    """Ids among the added that exist as versions: from another catalogue, by hand, or removed before."""
    lookalikes: dict[str, str] = field(default_factory=dict)
    """Each new id that looks like another one, with that one."""

    @property
    def refusal(self) -> str:
        """Why the file is refused as a whole, naming the first bad row; empty when it is not."""
        errors = self.report.errors
        if not errors:
            return ""
        row, message = errors[0]
        first = f"{row}: {message}" if row else message
        if len(errors) == 1:
            return first
        return _("%(first)s (and %(more)d more)") % {"first": first, "more": len(errors) - 1}

    def to_dict(self) -> dict[str, Any]:
        """The counts of the report and the first rows of each kind."""
        document = self.report.to_dict(longest_list=LONGEST_SAMPLE)
        document["collisions"] = len(self.report.collisions)
        document["unchanged"] = self.report.unchanged
        return document

    def list_rows(self) -> Iterator[ReportRow]:
        """Every row of the report, kind by kind, in the order of the file."""
        report = self.report
        for row, message in report.errors:
            yield ReportRow(RowKind.ERROR, row, message)
        for group in report.collisions:
            yield ReportRow(RowKind.COLLISION, group[-1], ", ".join(group[:-1])[:2000])
        for name in report.added:
            yield ReportRow(RowKind.ADDED, name)
        for name in report.removed:
            yield ReportRow(RowKind.REMOVED, name)
        for name in report.newly_deprecated:
            yield ReportRow(RowKind.NEWLY_DEPRECATED, name, "", self._changes_of(name))
        for name in report.changed:
            yield ReportRow(RowKind.CHANGED, name, "", self._changes_of(name))
        for row, reason in report.skipped:
            yield ReportRow(RowKind.SKIPPED, row, reason)

    def _changes_of(self, name: str) -> dict[str, Any]:
        changes = self.report.changed.get(name, ())
        return {change.field: {"old": change.old, "new": change.new} for change in changes}

    def make_digest(self) -> str:
        """Return the digest over all rows: what is applied is what was previewed."""
        digest = hashlib.sha256()
        for row in self.list_rows():
            digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
            digest.update(b"\n")
        return "sha256:" + digest.hexdigest()


@dataclass(slots=True)
class _Registry:
    """What the registry holds now, as far as a comparison needs it."""

    current: dict[str, CatalogueFacts] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    by_skeleton: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, format: str) -> _Registry:
        registry = cls()
        rows = ModelVersion.objects.order_by("id").values_list("catalogue_id", "fold", "listings")
        for catalogue_id, skeleton, listings in rows.iterator(chunk_size=2_000):
            registry.known.add(catalogue_id)
            registry.by_skeleton.setdefault(skeleton, catalogue_id)
            listing = listings.get(format)
            if listing is not None and listing["present"]:
                registry.current[catalogue_id] = CatalogueFacts.from_json(listing["facts"])
        for name, skeleton in ModelAlias.objects.values_list("name", "fold").iterator(chunk_size=2_000):
            registry.by_skeleton.setdefault(skeleton, name)
        return registry


def compare_catalogue(file: CatalogueFile, progress: ProgressReport = report_nothing) -> Comparison:
    """Compare a file with the registry as it stands. A file that cannot be read is a report with one error."""
    revision = RegistryRevision.current()
    try:
        format, items = file.read()
        registry = _Registry.read(format)
        report = reconcile(registry.current, _watch(items, progress), format=format)
    except CatalogueError as error:
        return Comparison(Report("", errors=[(error.row or "", str(error))]), revision)
    if format == Source.HF_CARD:
        report.removed = []  # A card speaks of one model and says nothing about the others.
    comparison = Comparison(report, revision, known=registry.known.intersection(report.added))
    _find_lookalikes(comparison, registry)
    return comparison


def _watch(items: Iterator[CatalogueItem], progress: ProgressReport) -> Iterator[CatalogueItem]:
    for number, item in enumerate(items, start=1):
        if number % REPORT_EVERY == 0:
            progress(number, 0, _("Reading the file"))
        yield item


def _find_lookalikes(comparison: Comparison, registry: _Registry) -> None:
    """Flag each newcomer that looks like something registered, or like another newcomer: then both are flagged.

    The report's own collisions know the rows of its catalogue only; those with other catalogues, with versions
    entered by hand and with aliases join them here.
    """
    newcomers = [name for name in comparison.report.added if name not in registry.known]
    reported = {name for group in comparison.report.collisions for name in group}
    added = set(newcomers)
    for name in newcomers:
        earlier = registry.by_skeleton.setdefault(make_skeleton(name), name)
        if earlier == name:
            continue
        comparison.lookalikes[name] = earlier
        if earlier in added:
            comparison.lookalikes.setdefault(earlier, name)
        if name not in reported:
            comparison.report.collisions.append((earlier, name))
