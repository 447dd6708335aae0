"""The history over the API: the same timeline, for keys with the scope and records in reach."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from governance.accounts.models import User
from governance.accounts.services import issue_api_key
from governance.core.services import change_record, grant_access
from tests.cast import Cast


def ask(cast: Cast, user: User, record: str, scopes: tuple[str, ...] = ("audit:read",), **query: str) -> Any:
    """Ask with a fresh key of the user."""
    _key, secret = issue_api_key(actor=cast.ada, owner=user, name="k", scopes=scopes)
    return Client().get(f"/api/v1/history/{record}", query, headers={"Authorization": f"Bearer {secret}"})


def test_the_timeline_and_the_record_as_of(cast: Cast) -> None:
    change_record(actor=cast.ada, record=cast.support, values={"name": "Help desk"})
    created = cast.support.history.last().history_date
    answer = ask(cast, cast.carol, f"governance.team/{cast.support.pk}", at=created.isoformat())
    body = answer.json()
    assert (answer.status_code, body["record"]["label"], body["next"]) == (200, "Help desk", None)
    newest = body["entries"][0]
    assert (newest["kind"], newest["actor"], newest["channel"]) == (
        "changed",
        {"id": str(cast.ada.pk), "name": "Ada"},
        "command line",
    )
    assert newest["changes"] == [
        {
            "field": "name",
            "label": "Name",
            "before": "Support",
            "after": "Help desk",
            "added": [],
            "removed": [],
            "sentence": "Name: Support → Help desk",
        }
    ]
    assert body["as_of"]["state"] == "existed"
    assert {"name": "Name", "value": "Support"} in body["as_of"]["fields_then"]


def test_foreign_missing_and_unknown_kinds_are_the_same_404(cast: Cast) -> None:
    grant_access(actor=cast.ada, record=cast.support, user=cast.dan, action="view", reason="x")
    records = (
        f"governance.team/{cast.research.pk}",
        f"governance.team/{uuid4()}",
        f"governance.nothing/{uuid4()}",
        f"auth.permission/{uuid4()}",
        f"nothing/{uuid4()}",
    )
    answers = [ask(cast, cast.dan, record) for record in records]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[1].content)}
    assert ask(cast, cast.dan, f"governance.team/{cast.support.pk}").status_code == 200


def test_a_key_without_the_scope_is_refused(cast: Cast) -> None:
    record = f"governance.team/{cast.support.pk}"
    assert ask(cast, cast.carol, record, scopes=("registry:read",)).status_code == 403


@pytest.mark.parametrize(
    "query", [{"at": "soon"}, {"at": "2026-05-01T12:00:00"}, {"person": "x"}, {"nonsense": "1"}]
)
def test_a_parameter_that_makes_no_sense_is_named(cast: Cast, query: dict[str, str]) -> None:
    answer = ask(cast, cast.carol, f"governance.team/{cast.support.pk}", **query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(query))
