"""Writing what a comparison found: new versions and models, changed ones, and what people must look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from governance.core.bulk import change_records, create_records
from governance.core.enums import Severity
from governance.core.ids import new_id
from governance.core.writing import publish, service
from governance.notifications.services import raise_action_item
from registry.ai_models import events
from registry.ai_models.comparison import CatalogueFile, Comparison, ProgressReport
from registry.ai_models.enums import Lifecycle
from registry.ai_models.importers.records import CatalogueRecord
from registry.ai_models.merging import (
    WRITTEN,
    make_new_model,
    make_new_version,
    mark_removed,
    merge_row,
)
from registry.ai_models.models import AIModel, CatalogueImport, ModelVersion
from registry.ai_models.selectors import IN_USE, get_owner

BATCH = 500


@dataclass(slots=True)
class _Work:
    """One import being written."""

    actor: Any
    record: CatalogueImport
    file: CatalogueFile
    comparison: Comparison
    progress: ProgressReport
    done: int = 0
    families: dict[tuple[str, str], UUID] = field(default_factory=dict)
    new_families: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    removed: list[ModelVersion] = field(default_factory=list)
    deprecated: list[ModelVersion] = field(default_factory=list)

    @property
    def total(self) -> int:
        report = self.comparison.report
        return len(report.added) + len(report.changed) + len(report.removed)

    def step(self) -> None:
        """Count one row."""
        self.done += 1
        self.progress(self.done, self.total, _("Writing the changes"))

    def list_items(self, wanted: set[str]) -> Iterator[CatalogueRecord]:
        """Read the file again and yield the wanted rows."""
        for item in self.file.read()[1]:
            if isinstance(item, CatalogueRecord) and item.catalogue_id in wanted:
                yield item


@service
def write_comparison(
    *,
    actor: Any,
    record: CatalogueImport,
    file: CatalogueFile,
    comparison: Comparison,
    progress: ProgressReport,
) -> None:
    """Write everything a comparison found, all or nothing; approves nothing. Called by the import service alone.

    Asks for the rights to add and change versions and models (governance.core.bulk does).
    """
    work = _Work(actor=actor, record=record, file=file, comparison=comparison, progress=progress)
    reason = _("Catalogue import: %s") % record.file_name
    _create_new(work, reason)
    change_records(actor=actor, model=ModelVersion, rows=_list_touched(work), fields=WRITTEN, reason=reason)
    _ask_people(work)


# New rows -------------------------------------------------------------------------------------------------------


def _create_new(work: _Work, reason: str) -> None:
    wanted = set(work.comparison.report.added) - work.comparison.known
    if not wanted:
        return
    rows = AIModel.objects.values_list("provider", "name", "pk")
    work.families = {(provider, name): pk for provider, name, pk in rows.iterator(chunk_size=2_000)}
    work.ids = _name_ids(work.comparison, wanted)
    # Versions first: they say which families are new. Keys between the two are checked when the transaction ends.
    create_records(actor=work.actor, model=ModelVersion, rows=_list_new(work, wanted), reason=reason)
    create_records(actor=work.actor, model=AIModel, rows=_list_new_models(work), reason=reason)


def _name_ids(comparison: Comparison, wanted: set[str]) -> dict[str, UUID]:
    """Return the record ids of all versions that take part in a likeness; new ones get theirs here."""
    names = set(comparison.lookalikes) | set(comparison.lookalikes.values())
    ids = {name: new_id() for name in sorted(names & wanted)}
    registered = iter(names - wanted)
    while batch := list(islice(registered, BATCH)):
        ids.update(ModelVersion.objects.filter(catalogue_id__in=batch).values_list("catalogue_id", "pk"))
    return ids


def _list_new(work: _Work, wanted: set[str]) -> Iterator[ModelVersion]:
    lookalikes = work.comparison.lookalikes
    for item in work.list_items(wanted):
        family = (item.provider, item.family)
        if family not in work.families:
            work.families[family] = new_id()
            work.new_families[family] = (item.mode, item.licence)
        yield make_new_version(
            item,
            format=work.comparison.report.format,
            model_id=work.families[family],
            record=work.record,
            id=work.ids.get(item.catalogue_id),
            lookalike_id=work.ids.get(lookalikes.get(item.catalogue_id, "")),
        )
        work.step()


def _list_new_models(work: _Work) -> Iterator[AIModel]:
    for (provider, name), (mode, licence) in work.new_families.items():
        yield make_new_model(work.families[provider, name], provider, name, mode, licence)


# Rows that exist ------------------------------------------------------------------------------------------------


def _list_touched(work: _Work) -> Iterator[ModelVersion]:
    """Yield the changed and removed versions, read under a row lock so that no act of a person is lost."""
    comparison, format = work.comparison, work.comparison.report.format
    announced = set(comparison.report.newly_deprecated)
    wanted = comparison.known | set(comparison.report.changed)
    items = work.list_items(wanted) if wanted else iter(())
    while batch := list(islice(items, BATCH)):
        versions = _fetch(item.catalogue_id for item in batch)
        for item in batch:
            version = versions[item.catalogue_id]
            before = version.deprecation_date
            merge_row(version, item, format=format, record=work.record)
            end = version.deprecation_date
            ends = item.catalogue_id in announced or (end is not None and (before is None or end < before))
            if ends and _is_in_use(version):
                work.deprecated.append(version)
            yield version
            work.step()
    gone = iter(comparison.report.removed)
    while names := list(islice(gone, BATCH)):
        for version in _fetch(names).values():
            mark_removed(version, format=format, record=work.record)
            if _is_in_use(version):
                work.removed.append(version)
            yield version
            work.step()


def _fetch(names: Iterable[str]) -> dict[str, ModelVersion]:
    rows = ModelVersion.objects.filter(catalogue_id__in=list(names)).select_for_update(of=("self",))
    return {version.catalogue_id: version for version in rows}


# What people must look at ---------------------------------------------------------------------------------------


def _is_in_use(version: ModelVersion) -> bool:
    if version.lifecycle == Lifecycle.SUSPENDED:
        return version.suspended_from in IN_USE
    return version.lifecycle in IN_USE


def _ask_people(work: _Work) -> None:
    """Tell the owners of versions in use that the provider ends them, or that the catalogue dropped them."""
    for version in work.deprecated:
        end = version.deprecation_date
        when = _("on %s") % end.isoformat() if end else _("soon")
        publish(
            events.PROVIDER_DEPRECATED_VERSION,
            actor=work.actor,
            record=version,
            data={"catalogue_id": version.catalogue_id, "deprecation_date": end},
        )
        raise_action_item(
            actor=work.actor,
            kind=events.PROVIDER_DEPRECATED_VERSION.name,
            title=_("%(model)s ends %(when)s") % {"model": version.catalogue_id, "when": when},
            body=_(
                "Its provider announced the end. Find what it is used for, and approve a successor before then."
            ),
            record=version,
            owner=get_owner(version),
            due_date=end,
            severity=Severity.WARNING,
            key=f"{events.PROVIDER_DEPRECATED_VERSION.name}:{version.pk}:{end}",
        )
    for version in work.removed:
        publish(
            events.PROVIDER_REMOVED_VERSION,
            actor=work.actor,
            record=version,
            data={"catalogue_id": version.catalogue_id},
        )
        raise_action_item(
            actor=work.actor,
            kind=events.PROVIDER_REMOVED_VERSION.name,
            title=_("%s is gone from its catalogue") % version.catalogue_id,
            body=_("The catalogue no longer names it. Ask whether its provider still serves it."),
            record=version,
            owner=get_owner(version),
            severity=Severity.WARNING,
        )
