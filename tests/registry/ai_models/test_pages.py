"""The pages of models: scoped lists, states by buttons, bulk actions by services, uploads with a report."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.core.jobs import run_due_jobs
from registry.ai_models import services
from registry.ai_models.models import AIModel, CatalogueImport, ModelAlias, ModelVersion
from tests.cast import Cast
from tests.factories.models import make_alias, make_version
from tests.registry.ai_models.catalogues import import_rows, make_file, make_row

VERSIONS = "admin:registry_modelversion_changelist"
UPLOAD = "admin:registry_catalogueimport_upload"


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get_file(**rows: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("prices.json", make_file(rows).read())


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ("unpinned", ["openai/gpt-4o"]),
        ("suspended", ["mistral/large-2407"]),
        ("lookalike", ["openai/gpt-4O"]),
        ("ended", ["openai/gpt-4o-2024-08-06"]),
        ("unowned", ["openai/gpt-4o-2024-08-06"]),
    ],
)
def test_the_quick_views_show_what_needs_a_look(cast: Cast, look: str, expected: list[str]) -> None:
    ended = make_version(cast.olga, lifecycle="approved")
    services.change_version(actor=cast.olga, record=ended, values={"deprecation_date": "2024-01-01"})
    make_version(cast.olga, "openai/gpt-4o")
    make_version(cast.olga, "mistral/large-2407", lifecycle="suspended")
    if look == "lookalike":
        make_version(cast.olga, "openai/gpt-4O")
    rows = sign_in(cast.olga).get(reverse(VERSIONS), {"look": look}).context["cl"].result_list
    assert [row.catalogue_id for row in rows] == expected


def test_a_version_is_proposed_through_the_form(cast: Cast) -> None:
    client = sign_in(cast.olga)
    page = reverse("admin:registry_modelversion_add")
    assert client.get(page).status_code == 200
    form = {"catalogue_id": "openai/gpt-4o-2024-08-06", "service": "", "mode": "chat", "deprecation_date": ""}
    assert client.post(page, form).status_code == 302
    version = ModelVersion.objects.get()
    assert (version.pin_value, version.lifecycle, version.model.name) == ("2024-08-06", "proposed", "gpt-4o")
    again = client.post(page, form)
    assert (again.status_code, ModelVersion.objects.count()) == (200, 1)
    for bad in ("no-slash", "openai/gpt\u200b-4"):
        assert client.post(page, {**form, "catalogue_id": bad}).status_code == 200
    assert ModelVersion.objects.count() == 1


def test_the_form_of_a_version_changes_neither_state_nor_pin(cast: Cast) -> None:
    version = make_version(cast.olga)
    page = reverse("admin:registry_modelversion_change", args=[version.pk])
    client = sign_in(cast.olga)
    assert client.get(page).status_code == 200
    form = {
        "service": "",
        "mode": "embedding",
        "release_date": "",
        "deprecation_date": "",
        "lifecycle": "approved",
        "pin_value": "x",
        "catalogue_id": "x/y",
    }
    assert client.post(page, form).status_code == 302
    kept = ModelVersion.objects.get()
    assert (kept.mode, kept.lifecycle, kept.pin_value, kept.catalogue_id) == (
        "embedding",
        "proposed",
        "2024-08-06",
        "openai/gpt-4o-2024-08-06",
    )


@pytest.mark.parametrize(("person", "state"), [("olga", "suspended"), ("carol", "proposed")])
def test_the_button_suspends_for_who_may(cast: Cast, person: str, state: str) -> None:
    version = make_version(cast.olga)
    button = reverse("admin:registry_modelversion_do", args=[version.pk, "suspend"])
    client = sign_in(getattr(cast, person))
    client.get(button)
    assert ModelVersion.objects.get().lifecycle == "proposed"
    client.post(button, {"reason": "Odd"})
    assert ModelVersion.objects.get().lifecycle == state


def test_bulk_actions_ask_first_and_go_through_the_services(cast: Cast) -> None:
    versions = [make_version(cast.olga, f"openai/m{n}x-2024-08-06") for n in range(2)]
    chosen = [str(version.pk) for version in versions]
    client = sign_in(cast.olga)
    ask = client.post(reverse(VERSIONS), {"action": "suspend_action", "_selected_action": chosen})
    assert (ask.status_code, ModelVersion.objects.filter(lifecycle="suspended").count()) == (200, 0)
    client.post(reverse(VERSIONS), {"action": "suspend_action", "_selected_action": chosen, "reason": "Odd"})
    assert ModelVersion.objects.filter(lifecycle="suspended").count() == 2
    assert {version.history.first().history_change_reason for version in versions} == {"Odd"}
    owner = {"action": "assign_owner_action", "_selected_action": chosen, "owner": str(cast.eve.pk)}
    client.post(reverse(VERSIONS), owner)
    assert AIModel.objects.filter(owner=cast.eve).count() == 2


def test_an_auditor_has_no_bulk_action(cast: Cast) -> None:
    version = make_version(cast.olga)
    post = {"action": "suspend_action", "_selected_action": [str(version.pk)], "reason": "Odd"}
    sign_in(cast.carol).post(reverse(VERSIONS), post)
    assert ModelVersion.objects.get().lifecycle == "proposed"


def test_an_alias_is_declared_pointed_and_withdrawn_by_form(cast: Cast) -> None:
    version = make_version(cast.olga)
    client = sign_in(cast.olga)
    form = {"name": "openai/gpt-4o", "points_to": str(version.pk), "reason": "Default"}
    assert client.post(reverse("admin:registry_modelalias_add"), form).status_code == 302
    alias = ModelAlias.objects.get()
    change = reverse("admin:registry_modelalias_change", args=[alias.pk])
    assert client.post(change, {"points_to": "", "reason": "Float"}).status_code == 302
    assert ModelAlias.objects.get().points_to is None
    answer = client.post(
        reverse("admin:registry_modelalias_do", args=[alias.pk, "withdraw"]), {"reason": "x"}
    )
    assert (answer.url, ModelAlias.objects.count()) == (reverse("admin:registry_modelalias_changelist"), 0)


@pytest.mark.parametrize("kind", ["aimodel", "modelversion", "modelalias"])
def test_the_pages_of_a_record_open(cast: Cast, kind: str) -> None:
    version = make_version(cast.olga)
    alias = make_alias(cast.olga, points_to=version)
    record = {"aimodel": version.model, "modelversion": version, "modelalias": alias}[kind]
    page = reverse(f"admin:registry_{kind}_change", args=[record.pk])
    statuses = {p: sign_in(getattr(cast, p)).get(page).status_code for p in ("olga", "carol", "ben")}
    assert statuses == {"olga": 200, "carol": 200, "ben": 200}
    assert sign_in(cast.dan).get(page).status_code in {302, 403, 404}


# Imports ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_upload_watch_read_apply(cast: Cast) -> None:
    import_rows(cast.olga, {"gone-2024-01-01": make_row()})
    client = sign_in(cast.olga)
    answer = client.post(reverse(UPLOAD), {"file": get_file(a=make_row(), b=make_row()), "model_name": ""})
    record = CatalogueImport.objects.get(state="uploaded")
    page = reverse("admin:registry_catalogueimport_change", args=[record.pk])
    assert answer.url == page
    waiting = client.get(page)
    assert (waiting.context["is_under_way"], b"admin/import.js" in waiting.content) == (True, True)
    progress = reverse("admin:registry_catalogueimport_progress", args=[record.pk])
    assert client.get(progress).json() == {"done": 0, "total": 0, "text": "", "finished": False}
    run_due_jobs()
    assert client.get(progress).json()["finished"] is True
    report = client.get(page)
    assert {tab["kind"]: tab["count"] for tab in report.context["tabs"]} == {"removed": 1, "added": 2}
    added = client.get(page, {"kind": "added"})
    assert [item["row"].catalogue_id for item in added.context["rows"]] == ["openai/a", "openai/b"]
    assert ModelVersion.objects.count() == 1
    client.post(reverse("admin:registry_catalogueimport_do", args=[record.pk, "apply"]))
    run_due_jobs()
    assert (CatalogueImport.objects.get(pk=record.pk).state, ModelVersion.objects.count()) == ("applied", 3)
    assert client.get(page).context["transitions"] == []


def test_a_report_is_paged(cast: Cast) -> None:
    rows = {f"m{number}x": make_row() for number in range(60)}
    record = services.preview_catalogue(actor=cast.olga, source=make_file(rows), file_name="p")
    client = sign_in(cast.olga)
    page = reverse("admin:registry_catalogueimport_change", args=[record.pk])
    assert [len(client.get(page, {"page": n}).context["rows"]) for n in (1, 2)] == [50, 10]


def test_who_may_not_import_finds_no_upload(cast: Cast, settings: Any) -> None:
    for person in (cast.carol, cast.ben):
        assert sign_in(person).get(reverse(UPLOAD)).status_code == 404
    settings.CATALOGUE_MAX_BYTES = 10
    answer = sign_in(cast.olga).post(reverse(UPLOAD), {"file": get_file(a=make_row())})
    assert (answer.status_code, CatalogueImport.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    ("person", "catalogue_id", "lifecycle", "offered"),
    [
        ("olga", "openai/gpt-4o-2024-08-06", "proposed", True),
        ("olga", "openai/gpt-4o-2024-08-06", "revoked", False),
        ("olga", "openai/gpt-4o", "proposed", False),
        ("carol", "openai/gpt-4o-2024-08-06", "proposed", False),
    ],
)
def test_a_version_that_can_be_approved_leads_to_the_request(
    cast: Cast, person: str, catalogue_id: str, lifecycle: str, offered: bool
) -> None:
    """Officers are led on; the auditor, names without a pin and versions at their end are not."""
    version = make_version(cast.olga, catalogue_id, lifecycle=lifecycle)
    page = sign_in(getattr(cast, person)).get(
        reverse("admin:registry_modelversion_change", args=[version.pk])
    )
    request = reverse("admin:governance_approvalrequest_add")
    address = f"{request}?record_type=registry.modelversion&record_id={version.pk}"
    expected = [{"label": "Request approval", "url": address}] if offered else []
    assert page.context["page_links"] == expected
