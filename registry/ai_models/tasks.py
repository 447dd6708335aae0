"""The jobs of this slice: comparing an uploaded catalogue, and applying a previewed one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from governance.core.jobs import Progress, job_kind
from governance.core.models import Job
from registry.ai_models.models import CatalogueImport
from registry.ai_models.services import APPLY_JOB, PREVIEW_JOB, apply_import, preview_import


def _get_import(job: Job) -> CatalogueImport:
    rows = CatalogueImport.objects.restrict(job.requested_by, "view")
    record: CatalogueImport | None = rows.filter(pk=job.payload.get("import")).first()
    if record is None:
        raise InvalidInput(_("There is no such import."))
    return record


@job_kind(PREVIEW_JOB, permission="registry.add_catalogueimport")
def run_preview(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Compare an uploaded file with the registry; safe to run again."""
    record = preview_import(actor=job.requested_by, record=_get_import(job), progress=progress.report)
    return {"import": str(record.pk), "message": record.message}


@job_kind(APPLY_JOB, permission="registry.import_modelversion")
def run_apply(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Write a previewed import in one transaction; safe to run again."""
    record = apply_import(actor=job.requested_by, record=_get_import(job), progress=progress.report)
    return {"import": str(record.pk)}
