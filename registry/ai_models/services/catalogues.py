"""Importing a catalogue: compare, keep the report, and on request write it in one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.models import RegistryRevision
from governance.core.writing import lock, permit, publish, service
from registry.ai_models import events
from registry.ai_models.comparison import (
    CatalogueFile,
    Comparison,
    ProgressReport,
    compare_catalogue,
    report_nothing,
)
from registry.ai_models.enums import ImportState
from registry.ai_models.models import CatalogueImport, CatalogueImportRow, ModelVersion
from registry.ai_models.services.applying import write_comparison
from registry.ai_models.services.files import forget_file, measure_file, open_stored

ROWS_AT_ONCE = 2_000


class CatalogueRefused(InvalidInput):
    """The file was refused as a whole and nothing was imported; `record` holds the report."""

    code = "catalogue_refused"

    def __init__(self, record: CatalogueImport) -> None:
        super().__init__(record.message)
        self.record = record


def import_catalogue(
    *,
    actor: Any,
    source: BinaryIO,
    file_name: str,
    dry_run: bool = False,
    model_name: str = "",
    progress: ProgressReport = report_nothing,
) -> CatalogueImport:
    """Import a seekable file and return its record with the report; a dry run writes the report and nothing else.

    The file is read and compared before the transaction, so that other writers wait only while rows are written; when
    somebody else wrote meanwhile it is compared again inside. Raises CatalogueRefused (the report is kept),
    NotPermitted, or ConflictingState when another import ran at the same time.
    """
    permit(actor, "add", CatalogueImport)
    if not dry_run:
        permit(actor, "import", ModelVersion)
    record = CatalogueImport(
        file_name=file_name[:200], model_name=model_name[:300], requested_by=actor, dry_run=dry_run
    )
    record.sha256, record.size_bytes = measure_file(source)
    file = CatalogueFile(source, file_name, model_name)
    comparison = compare_catalogue(file, progress)
    if dry_run or comparison.report.errors:
        record = keep_report(actor=actor, record=record, comparison=comparison)
    else:
        record = _import_at_once(
            actor=actor, record=record, file=file, comparison=comparison, progress=progress
        )
    if record.state == ImportState.FAILED:
        raise CatalogueRefused(record)
    return record


def preview_catalogue(
    *, actor: Any, source: BinaryIO, file_name: str, model_name: str = ""
) -> CatalogueImport:
    """Compare a file with the registry and keep the report; no model is written."""
    return import_catalogue(
        actor=actor, source=source, file_name=file_name, model_name=model_name, dry_run=True
    )


def preview_import(
    *, actor: Any, record: CatalogueImport, progress: ProgressReport = report_nothing
) -> CatalogueImport:
    """Compare an uploaded file; a file with errors ends as failed, with its report. Safe to run twice."""
    if record.state != ImportState.UPLOADED:
        return record
    with open_stored(record) as source:
        file = CatalogueFile(source, record.file_name, record.model_name)
        comparison = compare_catalogue(file, progress)
    return keep_report(actor=actor, record=record, comparison=comparison)


def apply_import(
    *, actor: Any, record: CatalogueImport, progress: ProgressReport = report_nothing
) -> CatalogueImport:
    """Write a previewed import, if the registry still gives the report that was previewed. Safe to run twice."""
    permit(actor, "import", ModelVersion)
    if record.state == ImportState.APPLIED:
        return record
    if record.state != ImportState.PREVIEWED:
        raise ConflictingState(_("Only a previewed import can be applied."))
    with open_stored(record) as source:
        if measure_file(source)[0] != record.sha256:
            raise ConflictingState(_("The stored file is not the one that was previewed."))
        file = CatalogueFile(source, record.file_name, record.model_name)
        comparison = compare_catalogue(file, progress)
        return _apply_previewed(
            actor=actor, record=record, file=file, comparison=comparison, progress=progress
        )


@service
def keep_report(*, actor: Any, record: CatalogueImport, comparison: Comparison) -> CatalogueImport:
    """Keep what a comparison found: the import is then previewed, or failed when a row is wrong."""
    permit(actor, "add", CatalogueImport)
    if not record._state.adding:
        record = lock(record)
        if record.state != ImportState.UPLOADED:
            raise ConflictingState(_("This file was read already."))
    record.format = comparison.report.format
    record.report = comparison.to_dict()
    record.report_digest = comparison.make_digest()
    if comparison.refusal:
        record.fail(_("Nothing was imported. %s") % comparison.refusal)
    else:
        record.preview()
    record.save()
    _write_rows(record, comparison)
    if comparison.refusal:
        forget_file(record)
    kind = events.CATALOGUE_REFUSED if comparison.refusal else events.CATALOGUE_COMPARED
    publish(kind, actor=actor, record=record, data=_counts(record))
    return record


@service
def _import_at_once(
    *,
    actor: Any,
    record: CatalogueImport,
    file: CatalogueFile,
    comparison: Comparison,
    progress: ProgressReport,
) -> CatalogueImport:
    comparison = _refresh(comparison, file)
    record = keep_report(actor=actor, record=record, comparison=comparison)
    if record.state == ImportState.PREVIEWED:
        _write(actor=actor, record=record, file=file, comparison=comparison, progress=progress)
    return record


@service
def _apply_previewed(
    *,
    actor: Any,
    record: CatalogueImport,
    file: CatalogueFile,
    comparison: Comparison,
    progress: ProgressReport,
) -> CatalogueImport:
    record = lock(record)
    if record.state != ImportState.PREVIEWED:
        raise ConflictingState(_("Only a previewed import can be applied."))
    comparison = _refresh(comparison, file)
    if comparison.make_digest() != record.report_digest:
        raise ConflictingState(
            _(
                "The registry changed since this preview, so the file would now do something else. Upload it again."
            )
        )
    _write(actor=actor, record=record, file=file, comparison=comparison, progress=progress)
    forget_file(record)
    return record


def _refresh(comparison: Comparison, file: CatalogueFile) -> Comparison:
    """Return the comparison, made again inside the transaction when the registry moved since."""
    if RegistryRevision.current() == comparison.revision:
        return comparison
    return compare_catalogue(file)


def _write(
    *,
    actor: Any,
    record: CatalogueImport,
    file: CatalogueFile,
    comparison: Comparison,
    progress: ProgressReport,
) -> None:
    permit(actor, "import", ModelVersion)
    try:
        with transaction.atomic():
            write_comparison(actor=actor, record=record, file=file, comparison=comparison, progress=progress)
    except IntegrityError:
        raise ConflictingState(
            _("Somebody else imported at the same time. Nothing was written; try again.")
        ) from None
    record.apply()
    record.save()
    publish(events.CATALOGUE_APPLIED, actor=actor, record=record, data=_counts(record))


def _write_rows(record: CatalogueImport, comparison: Comparison) -> None:
    rows: Iterable[CatalogueImportRow] = (
        CatalogueImportRow(
            of=record,
            kind=row.kind,
            catalogue_id=row.catalogue_id[:500],
            detail=row.detail,
            changes=row.changes or {},
        )
        for row in comparison.list_rows()
    )
    pending = iter(rows)
    while batch := list(islice(pending, ROWS_AT_ONCE)):
        CatalogueImportRow.objects.bulk_create(batch)


def _counts(record: CatalogueImport) -> dict[str, Any]:
    counts = {name: value for name, value in record.report.items() if name != "details"}
    return {"file": record.file_name, "sha256": record.sha256, **counts}
