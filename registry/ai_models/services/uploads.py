"""Uploading a catalogue file, asking for its import, and giving it up."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.jobs import request_job
from governance.core.writing import lock, permit, publish, service
from registry.ai_models import events
from registry.ai_models.enums import ImportState
from registry.ai_models.models import CatalogueImport, ModelVersion
from registry.ai_models.services.files import forget_file, measure_file, store_file

PREVIEW_JOB = "registry.catalogue.preview"
APPLY_JOB = "registry.catalogue.apply"


def upload_catalogue(
    *, actor: Any, source: BinaryIO, file_name: str, model_name: str = ""
) -> CatalogueImport:
    """Store a seekable file privately and ask for its preview; nothing is written to models.

    Raises NotPermitted, or InvalidInput for an empty or too large file. The file is gone when the record cannot be.
    """
    permit(actor, "add", CatalogueImport)
    sha256, size = measure_file(source)
    if size == 0:
        raise InvalidInput(fields={"file": _("The file is empty.")})
    record = CatalogueImport(
        file_name=file_name[:200] or "catalogue",
        model_name=model_name.strip()[:300],
        sha256=sha256,
        size_bytes=size,
        stored_file=store_file(source),
        requested_by=actor,
    )
    try:
        return _keep_upload(actor=actor, record=record)
    except BaseException:
        default_storage.delete(record.stored_file)
        raise


@service
def _keep_upload(*, actor: Any, record: CatalogueImport) -> CatalogueImport:
    title = _("Compare %s with the registry") % record.file_name
    record.job = request_job(actor=actor, kind=PREVIEW_JOB, title=title, payload={"import": str(record.pk)})
    record.save(force_insert=True)
    data = {"file": record.file_name, "sha256": record.sha256, "size": record.size_bytes}
    publish(events.CATALOGUE_UPLOADED, actor=actor, record=record, data=data)
    return record


@service
def request_apply(*, actor: Any, record: CatalogueImport) -> CatalogueImport:
    """Ask a worker to write what the preview says; asking twice starts one job."""
    permit(actor, "import", ModelVersion)
    permit(actor, "view", record)
    record = lock(record)
    if record.state != ImportState.PREVIEWED:
        raise ConflictingState(_("Only a previewed import can be applied."))
    if not record.stored_file:
        raise ConflictingState(_("This was a preview only; its file was not kept."))
    if record.job is not None and record.job.kind == APPLY_JOB and record.job.finished_at is None:
        return record
    title = _("Apply %s to the registry") % record.file_name
    record.job = request_job(actor=actor, kind=APPLY_JOB, title=title, payload={"import": str(record.pk)})
    record.save()
    return record


@service
def abandon_import(*, actor: Any, record: CatalogueImport, reason: str = "") -> CatalogueImport:
    """Give an import up before it is applied; its file is deleted, its report stays. Whoever asked for it may."""
    if record.requested_by_id != actor.pk:
        permit(actor, "change", record)
    record = lock(record)
    if record.state not in (ImportState.UPLOADED, ImportState.PREVIEWED):
        raise ConflictingState(_("This import is over."))
    record.abandon()
    record.save()
    forget_file(record)
    publish(events.CATALOGUE_ABANDONED, actor=actor, record=record, reason=reason)
    return record
