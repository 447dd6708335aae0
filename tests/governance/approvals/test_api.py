"""Approvals over the API: ask and read; no way to vote."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from governance.accounts.services import issue_api_key
from governance.approvals.models import ApprovalPolicy, ApprovalRequest
from tests.cast import Cast
from tests.factories.approvals import ANYWHERE, approve, make_request


def call(method: str, path: str, secret: str, body: Any = None) -> Any:
    return Client().generic(
        method,
        path,
        json.dumps(body) if body is not None else "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


@pytest.fixture
def secret(cast: Cast) -> str:
    return issue_api_key(
        actor=cast.ada, owner=cast.eve, name="ci", scopes=["approvals:request", "approvals:read"]
    )[1]


def test_a_request_is_opened_with_what_was_seen(cast: Cast, policy: ApprovalPolicy, secret: str) -> None:
    body = {
        "record": {"type": "governance.team", "id": str(cast.support.pk)},
        "justification": "Needed in the night shift.",
        "scope": ANYWHERE,
        "conditions": [{"code": "human", "message": "A person reads it."}],
    }
    answer = call("POST", "/api/v1/approval-requests", secret, body)
    assert answer.status_code == 201, answer.content
    row = ApprovalRequest.objects.get()
    assert (row.requester, row.state, row.get_record()) == (cast.eve, "open", cast.support)
    assert answer.json()["digest"] == row.digest


def test_unknown_and_state_fields_are_named(cast: Cast, policy: ApprovalPolicy, secret: str) -> None:
    body = {
        "record": {"type": "governance.team", "id": str(cast.support.pk)},
        "justification": "x",
        "scope": ANYWHERE,
        "state": "approved",
        "requester": "ada",
        "frobnicate": 1,
    }
    answer = call("POST", "/api/v1/approval-requests", secret, body)
    assert (answer.status_code, sorted(answer.json()["errors"])) == (
        400,
        ["frobnicate", "requester", "state"],
    )
    assert ApprovalRequest.objects.count() == 0


def test_foreign_and_missing_records_look_the_same(cast: Cast, policy: ApprovalPolicy) -> None:
    dan = issue_api_key(actor=cast.ada, owner=cast.dan, name="d", scopes=["approvals:request"])[1]
    answers = []
    for key in (str(cast.support.pk), "01900000-0000-7000-8000-000000000000"):
        body = {"record": {"type": "governance.team", "id": key}, "justification": "x", "scope": ANYWHERE}
        answer = call("POST", "/api/v1/approval-requests", dan, body)
        answers.append((answer.status_code, answer.content))
    assert answers[0] == answers[1]


def test_there_is_no_door_to_vote_with_a_key(cast: Cast, policy: ApprovalPolicy, secret: str) -> None:
    row = make_request(cast.eve, cast.support)
    for method, status in (("PUT", 405), ("PATCH", 405), ("DELETE", 403)):
        answer = call(method, f"/api/v1/approval-requests/{row.pk}", secret, {"state": "approved"})
        assert answer.status_code == status
    row.refresh_from_db()
    assert row.state == "open"


def test_a_reader_of_approvals_gets_scope_and_dates(cast: Cast, policy: ApprovalPolicy, secret: str) -> None:
    row = make_request(cast.eve, cast.support)
    approve(cast.ben, row)
    approve(cast.bea, row)
    answer = call("GET", "/api/v1/approvals?state=in_force", secret)
    (only,) = answer.json()["results"]
    assert (only["record"]["label"], only["scope"]["max_phase"], only["binding"]) == (
        "Support",
        1,
        {"key": "support"},
    )
