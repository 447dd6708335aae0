"""Models, aliases and imports over the API: scoped, filtered, foreign like missing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.accounts.services import issue_api_key
from governance.core.jobs import run_due_jobs
from registry.ai_models import services
from registry.ai_models.models import CatalogueImport, ModelVersion
from tests.cast import Cast
from tests.factories.approvals import approve, make_policy, make_request
from tests.factories.models import make_alias, make_version
from tests.registry.ai_models.catalogues import make_file, make_row


def get_caller(cast: Cast, user: Any, *scopes: str) -> Client:
    _key, secret = issue_api_key(actor=cast.ada, owner=user, name="k", scopes=scopes or ["registry:read"])
    return Client(headers={"authorization": f"Bearer {secret}"})


def list_ids(client: Client, **query: str) -> list[str]:
    answer = client.get("/api/v1/models", query)
    assert answer.status_code == 200
    return [row["catalogue_id"] for row in answer.json()["results"]]


def test_versions_are_listed_filtered_and_found_by_exact_id(cast: Cast) -> None:
    make_version(cast.olga)
    make_version(cast.olga, "mistral/large", lifecycle="suspended")
    client = get_caller(cast, cast.eve)
    assert list_ids(client) == ["mistral/large", "openai/gpt-4o-2024-08-06"]
    assert list_ids(client, catalogue_id="openai/gpt-4o-2024-08-06") == ["openai/gpt-4o-2024-08-06"]
    assert list_ids(client, catalogue_id="openai/gpt-4O-2024-08-06") == []
    assert list_ids(client, lifecycle="suspended") == ["mistral/large"]
    assert list_ids(client, pin_kind="none") == ["mistral/large"]
    assert list_ids(client, provider="openai", family="gpt-4o") == ["openai/gpt-4o-2024-08-06"]
    assert list_ids(client, is_lookalike="true") == []
    assert list_ids(get_caller(cast, cast.dan)) == []


def test_foreign_is_missing(cast: Cast) -> None:
    version = make_version(cast.olga)
    client = get_caller(cast, cast.dan)
    for path, missing in (
        (f"/api/v1/models/{version.pk}", f"/api/v1/models/{uuid4()}"),
        ("/api/v1/models/openai/gpt-4o-2024-08-06/status", "/api/v1/models/openai/none/status"),
    ):
        foreign, absent = client.get(path), client.get(missing)
        assert (foreign.status_code, foreign.json()) == (404, absent.json())


def test_the_status_names_approvals_in_force(cast: Cast) -> None:
    make_policy(cast.olga, {"approver": 1})
    version = make_version(cast.olga, owner=cast.eve)
    client = get_caller(cast, cast.carol)
    path = "/api/v1/models/openai/gpt-4o-2024-08-06/status"
    expected = {
        "catalogue_id": "openai/gpt-4o-2024-08-06",
        "alias_of": None,
        "lifecycle": "proposed",
        "pin_kind": "dated_snapshot",
        "pin_value": "2024-08-06",
        "deprecation_date": None,
        "is_approved": False,
        "approvals": [],
        "owner": "Eve",
    }
    assert client.get(path).json() == expected
    approve(cast.ben, make_request(cast.eve, version))
    approved = client.get(path).json()
    (approval,) = approved.pop("approvals")
    assert approved == {
        **{name: value for name, value in expected.items() if name != "approvals"},
        "lifecycle": "approved",
        "is_approved": True,
    }
    assert approval["permitted_scope"]["environments"] == ["production"]
    services.suspend_version(actor=cast.olga, version=version, reason="Odd")
    assert client.get(path).json()["is_approved"] is False


def test_the_status_of_an_alias_is_that_of_its_pin(cast: Cast) -> None:
    version = make_version(cast.olga)
    make_version(cast.olga, "openai/gpt-4o")
    client = get_caller(cast, cast.eve)
    path = "/api/v1/models/openai/gpt-4o/status"
    assert client.get(path).json()["pin_kind"] == "none"
    make_alias(cast.olga, "openai/gpt-4o", points_to=version)
    answer = client.get(path).json()
    assert (answer["catalogue_id"], answer["alias_of"]) == (version.catalogue_id, version.catalogue_id)
    rows = client.get("/api/v1/aliases").json()["results"]
    assert [(row["name"], row["target"]) for row in rows] == [("openai/gpt-4o", version.catalogue_id)]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_to_versions_or_aliases(cast: Cast, method: str) -> None:
    version = make_version(cast.olga)
    client = get_caller(cast, cast.olga, "registry:read", "registry:write")
    for path in ("/api/v1/models", f"/api/v1/models/{version.pk}", "/api/v1/aliases"):
        answer = getattr(client, method)(path, {"lifecycle": "approved"}, content_type="application/json")
        assert answer.status_code in {403, 405}
    assert ModelVersion.objects.get().lifecycle == "proposed"


@pytest.mark.django_db(transaction=True)
def test_a_catalogue_is_uploaded_previewed_and_applied(cast: Cast) -> None:
    client = get_caller(cast, cast.olga, "catalogue:import")
    file = SimpleUploadedFile("prices.json", make_file({"a": make_row()}).read())
    answer = client.post("/api/v1/catalogue-imports", {"file": file})
    assert (answer.status_code, answer.json()["state"]) == (202, "uploaded")
    path = f"/api/v1/catalogue-imports/{answer.json()['id']}"
    run_due_jobs()
    report = client.get(path).json()
    assert (report["state"], report["report"]["added"], ModelVersion.objects.count()) == ("previewed", 1, 0)
    rows = client.get(f"{path}/rows", {"kind": "added"}).json()["results"]
    assert [(row["kind"], row["catalogue_id"]) for row in rows] == [("added", "openai/a")]
    assert client.get(f"{path}/rows", {"kind": "nonsense"}).status_code == 400
    assert client.post(f"{path}/apply").status_code == 202
    run_due_jobs()
    assert (client.get(path).json()["state"], ModelVersion.objects.count()) == ("applied", 1)
    assert client.post(f"{path}/apply").status_code == 409


@pytest.mark.parametrize(
    ("person", "scope", "status"),
    [("olga", "registry:write", 403), ("carol", "catalogue:import", 403), ("dan", "catalogue:import", 403)],
)
def test_who_may_not_upload(cast: Cast, person: str, scope: str, status: int) -> None:
    client = get_caller(cast, getattr(cast, person), scope)
    file = SimpleUploadedFile("prices.json", make_file({"a": make_row()}).read())
    answer = client.post("/api/v1/catalogue-imports", {"file": file})
    assert (answer.status_code, CatalogueImport.objects.count()) == (status, 0)


@pytest.mark.parametrize("body", [{}, {"file": ""}, {"file": "text"}, {"unknown": "1"}])
def test_an_upload_without_a_file_is_a_400(cast: Cast, body: dict[str, str]) -> None:
    client = get_caller(cast, cast.olga, "catalogue:import")
    assert client.post("/api/v1/catalogue-imports", body).status_code == 400
