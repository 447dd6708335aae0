"""The pages and the API of what breaks: who may see them, what they say, what they leave alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import Role
from governance.accounts.services import assign_role, issue_api_key
from governance.core.models import RegistryRevision
from governance.core.services import change_record, create_record
from imprimatur import Question
from registry.decision_log.models import LoggedDecision
from registry.decisions import lapses
from registry.decisions.selectors import decide
from tests.cast import Cast
from tests.factories.approvals import approve, make_request
from tests.factories.decisions import SCOPE, PermittedWorld
from vendors.agreements.services import terminate_agreement
from vendors.directory.services import suspend_vendor

MISSING = "01920000-0000-7000-8000-000000000000"


@pytest.fixture
def world(world: PermittedWorld, cast: Cast) -> PermittedWorld:
    """Let the DPA forbid training and end in a month, and confidential data be approved."""
    end = datetime.now(UTC).date() + timedelta(days=30)
    change_record(
        actor=cast.system, record=world.dpa, values={"clauses": ["no_training"], "expiry_date": end}
    )
    request = make_request(cast.eve, world.version, scope={**SCOPE, "data_classes": ["confidential"]})
    approve(cast.ben, request)
    approve(cast.bea, request)
    world.dpa.refresh_from_db()
    return world


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def call(cast: Cast, owner: Any, path: str, *scopes: str) -> Any:
    secret = issue_api_key(actor=cast.ada, owner=owner, name="ci", scopes=list(scopes or ("decisions:ask",)))[
        1
    ]
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_the_page_names_who_loses_what_before_it_happens(cast: Cast, world: PermittedWorld) -> None:
    client = sign_in(cast.olga)
    url = reverse("agreement-impact", args=[world.dpa.pk])
    record = client.get(reverse("admin:vendors_agreement_change", args=[world.dpa.pk]))
    assert url in [link["url"] for link in record.context["page_links"]]
    revision, asked = RegistryRevision.current(), LoggedDecision.objects.count()
    page = client.get(url)
    found = page.context["lapse"]
    assert (page.status_code, found.total, found.at, found.is_complete) == (200, 1, world.dpa.ends_at, True)
    row = found.rows[0]
    assert (row.use_case, row.team, row.data_classes, row.regions, row.codes) == (
        "ticket-summaries",
        "support",
        ("confidential",),
        ("aws:eu-west-1",),
        ("agreement.no_training_missing",),
    )
    text = page.content.decode()
    assert reverse("admin:registry_modelversion_change", args=[world.version.pk]) in text
    assert "agreement.no_training_missing" in text
    # Supposing changes nothing, and nobody asked anything.
    assert (RegistryRevision.current(), LoggedDecision.objects.count()) == (revision, asked)


def test_what_is_said_comes_true(cast: Cast, world: PermittedWorld) -> None:
    told = call(cast, cast.olga, f"agreements/{world.dpa.pk}/impact").json()["breaks"]
    today = datetime.now(UTC).date()
    terminate_agreement(actor=cast.olga, agreement=world.dpa, reason="x", terminated_date=today)
    question = json.loads(json.dumps(world.question))
    question["context"]["data_classes"] = told[0]["data_classes"]
    decision = decide(actor=cast.olga, question=Question.from_dict(question))
    assert decision.is_permit is False
    assert set(told[0]["codes"]) <= {reason.code for reason in decision.reasons}
    after = call(cast, cast.olga, f"agreements/{world.dpa.pk}/impact").json()
    assert (after["at"], after["breaks"], after["total"]) == (None, [], 0)


def test_the_vendors_page_says_what_a_suspension_would_stop(cast: Cast, world: PermittedWorld) -> None:
    client = sign_in(cast.olga)
    url = reverse("vendor-impact", args=[world.vendor.pk])
    record = client.get(reverse("admin:vendors_vendor_change", args=[world.vendor.pk]))
    assert url in [link["url"] for link in record.context["page_links"]]
    answer = call(cast, cast.olga, f"vendors/{world.vendor.pk}/impact").json()
    assert [(each["codes"], each["resource_id"]) for each in answer["breaks"]] == [
        (["vendor.inactive"], world.version.catalogue_id)
    ]
    assert client.get(url).context["lapse"].total == 1
    suspend_vendor(actor=cast.olga, vendor=world.vendor, reason="x")
    assert client.get(url).context["lapse"] is None
    assert call(cast, cast.olga, f"vendors/{world.vendor.pk}/impact").json()["total"] == 0


def test_an_endless_agreement_is_answered_as_if_it_ended_now(cast: Cast, world: PermittedWorld) -> None:
    change_record(actor=cast.system, record=world.dpa, values={"expiry_date": None})
    answer = call(cast, cast.olga, f"agreements/{world.dpa.pk}/impact").json()
    assert (answer["is_supposed"], answer["total"], answer["revision"]) == (
        True,
        1,
        RegistryRevision.current(),
    )
    assert (
        "If it ended now"
        in sign_in(cast.olga).get(reverse("agreement-impact", args=[world.dpa.pk])).content.decode()
    )


def test_what_rests_on_nothing_says_so(cast: Cast, world: PermittedWorld) -> None:
    change_record(
        actor=cast.system, record=world.dpa, values={"effective_date": None, "expiry_date": date(2040, 1, 1)}
    )
    page = sign_in(cast.olga).get(reverse("agreement-impact", args=[world.dpa.pk]))
    assert (page.status_code, page.context["lapse"]) == (200, None)


def test_more_than_the_page_shows_is_said(
    cast: Cast, world: PermittedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lapses, "MOST_ROWS", 0)
    page = sign_in(cast.olga).get(reverse("agreement-impact", args=[world.dpa.pk]))
    assert (page.context["rows"], page.context["lapse"].hidden) == ([], 1)
    monkeypatch.setattr(lapses, "MOST_ASKED", 0)
    page = sign_in(cast.olga).get(reverse("agreement-impact", args=[world.dpa.pk]))
    assert "there may be more than it shows" in page.content.decode()


@pytest.mark.parametrize(
    ("person", "page", "api"),
    [
        ("olga", 200, 200),
        ("carol", 200, 200),
        ("ben", 200, 200),
        ("root", 200, 200),
        ("eve", 404, 404),
        ("dan", 404, 403),
        ("vera", 404, 403),
    ],
)
def test_who_may_see_it(cast: Cast, world: PermittedWorld, person: str, page: int, api: int) -> None:
    user = getattr(cast, person)
    assert sign_in(user).get(reverse("agreement-impact", args=[world.dpa.pk])).status_code == page
    assert sign_in(user).get(f"/api/v1/agreements/{world.dpa.pk}/impact").status_code == api
    assert Client().get(reverse("agreement-impact", args=[world.dpa.pk])).status_code == 302


def test_an_officer_of_one_vendor_sees_no_models_through_it(cast: Cast, world: PermittedWorld) -> None:
    """The answer names models, teams and purposes of the whole organisation."""
    role = Role.objects.get(key="governance-officer")
    assign_role(actor=cast.system, user=cast.dan, role=role, vendor_ref=world.vendor.pk)
    client = sign_in(cast.dan)
    record = client.get(reverse("admin:vendors_agreement_change", args=[world.dpa.pk]))
    assert (record.status_code, record.context["page_links"]) == (200, [])
    assert client.get(reverse("agreement-impact", args=[world.dpa.pk])).status_code == 404
    assert client.get(f"/api/v1/agreements/{world.dpa.pk}/impact").status_code == 403


def test_a_reader_of_models_who_sees_no_teams_is_told_nothing(cast: Cast, world: PermittedWorld) -> None:
    permissions = ["registry.view_modelversion", "vendors.view_agreement", "vendors.view_vendor"]
    values = {"key": "clerk", "name": "Clerk", "permissions": permissions}
    role = create_record(actor=cast.system, model=Role, values=values)
    assign_role(actor=cast.system, user=cast.dan, role=role)
    assert sign_in(cast.dan).get(reverse("agreement-impact", args=[world.dpa.pk])).status_code == 404
    assert sign_in(cast.dan).get(f"/api/v1/agreements/{world.dpa.pk}/impact").status_code == 403


def test_foreign_is_missing_and_a_key_needs_the_scope(cast: Cast, world: PermittedWorld) -> None:
    for path in ("agreements", "vendors"):
        assert call(cast, cast.olga, f"{path}/{MISSING}/impact").status_code == 404
    path = f"agreements/{world.dpa.pk}/impact"
    assert call(cast, cast.olga, path, "vendors:read").status_code == 403
    # Engineers may ask the gate and do not see agreements.
    assert call(cast, cast.eve, path).status_code == 404
    assert sign_in(cast.olga).post(f"/api/v1/{path}", {}, "application/json").status_code == 405
    assert sign_in(cast.olga).post(reverse("agreement-impact", args=[world.dpa.pk])).status_code == 405
