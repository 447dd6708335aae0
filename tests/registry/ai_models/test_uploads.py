"""Uploading, previewing, applying and abandoning: what is applied is what was previewed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage

from governance.accounts.services import withdraw_role
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.jobs import run_due_jobs
from governance.core.models import Job
from registry.ai_models import services
from registry.ai_models.models import CatalogueImport, ModelVersion
from tests.cast import Cast
from tests.registry.ai_models.catalogues import GPT_4O, import_rows, make_file, make_row

TWO = {"gpt-4o-2024-08-06": make_row(), "openai/gpt-4o": make_row()}

pytestmark = pytest.mark.django_db(transaction=True)


def upload(cast: Cast, rows: dict[str, Any] = TWO) -> CatalogueImport:
    """Upload a file and let the worker compare it."""
    record = services.upload_catalogue(actor=cast.olga, source=make_file(rows), file_name="prices.json")
    run_due_jobs()
    return CatalogueImport.objects.get(pk=record.pk)


def list_stored() -> set[str]:
    return set(default_storage.listdir("catalogues")[1]) if default_storage.exists("catalogues") else set()


def apply(cast: Cast, record: CatalogueImport) -> CatalogueImport:
    services.request_apply(actor=cast.olga, record=record)
    run_due_jobs()
    return CatalogueImport.objects.get(pk=record.pk)


def test_upload_preview_apply(cast: Cast) -> None:
    record = upload(cast)
    assert (record.state, record.get_count("added"), ModelVersion.objects.count()) == ("previewed", 2, 0)
    stored = record.stored_file
    assert default_storage.exists(stored)
    record = apply(cast, record)
    assert (record.state, record.stored_file, ModelVersion.objects.count()) == ("applied", "", 2)
    assert not default_storage.exists(stored)
    assert [job.state for job in Job.objects.order_by("id")] == ["done", "done"]


def test_asking_twice_applies_once(cast: Cast) -> None:
    record = upload(cast)
    first = services.request_apply(actor=cast.olga, record=record)
    assert services.request_apply(actor=cast.olga, record=record).job == first.job
    run_due_jobs()
    with pytest.raises(ConflictingState):
        services.request_apply(actor=cast.olga, record=record)
    assert services.apply_import(actor=cast.olga, record=CatalogueImport.objects.get()).state == "applied"


def test_what_changed_since_the_preview_is_not_applied(cast: Cast) -> None:
    record = upload(cast)
    import_rows(cast.olga, {"openai/gpt-4o": make_row()})
    record = apply(cast, record)
    job = Job.objects.order_by("-id").first()
    assert (record.state, job.state) == ("previewed", "failed")
    assert list(ModelVersion.objects.values_list("catalogue_id", flat=True)) == ["openai/gpt-4o"]
    assert GPT_4O not in job.message


def test_a_write_elsewhere_does_not_stand_in_the_way(cast: Cast) -> None:
    record = upload(cast)
    services.declare_alias(actor=cast.olga, name="support-model")
    assert apply(cast, record).state == "applied"


def test_a_bad_file_fails_with_its_report_and_is_deleted(cast: Cast) -> None:
    before = list_stored()
    record = upload(cast, {**TWO, "openai/x": make_row(mode=7)})
    assert (record.state, record.get_count("errors"), record.stored_file) == ("failed", 1, "")
    assert list_stored() == before
    with pytest.raises(ConflictingState):
        services.request_apply(actor=cast.olga, record=record)


def test_an_abandoned_file_is_deleted(cast: Cast) -> None:
    record = upload(cast)
    stored = record.stored_file
    services.abandon_import(actor=cast.olga, record=record)
    assert not default_storage.exists(stored)
    assert CatalogueImport.objects.get().state == "abandoned"
    with pytest.raises(ConflictingState):
        services.apply_import(actor=cast.olga, record=CatalogueImport.objects.get())


def test_an_upload_that_is_refused_leaves_no_file(cast: Cast, settings: Any) -> None:
    with pytest.raises(NotPermitted):
        services.upload_catalogue(actor=cast.carol, source=make_file(TWO), file_name="x")
    settings.CATALOGUE_MAX_BYTES = 10
    with pytest.raises(InvalidInput):
        services.upload_catalogue(actor=cast.olga, source=make_file(TWO), file_name="x")
    assert CatalogueImport.objects.count() == 0


def test_rights_lost_meanwhile_stop_the_job(cast: Cast) -> None:
    record = upload(cast)
    services.request_apply(actor=cast.olga, record=record)
    for assignment in cast.olga.role_assignments.all():
        withdraw_role(actor=cast.ada, assignment=assignment)
    run_due_jobs()
    assert (Job.objects.order_by("-id").first().state, ModelVersion.objects.count()) == ("failed", 0)


@pytest.mark.parametrize("person", ["dan", "carol", "ben", "eve"])
def test_who_has_no_right_applies_and_abandons_nothing(cast: Cast, person: str) -> None:
    record = upload(cast)
    for act in (services.request_apply, services.abandon_import):
        with pytest.raises(NotPermitted):
            act(actor=getattr(cast, person), record=record)
    assert CatalogueImport.objects.get().state == "previewed"
