"""Reference data and use cases over the API: read with registry:read, written nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from governance.accounts.services import issue_api_key
from tests.cast import Cast
from tests.factories.classification import (
    make_adequacy,
    make_regions,
    make_use_case,
)
from tests.kept import Kept, keep

KINDS = [
    "countries",
    "groupings",
    "grouping-members",
    "adequacy-decisions",
    "regions",
    "data-classes",
    "handling-rules",
    "use-cases",
]


def issue(cast: Cast, owner: Any, *scopes: str) -> str:
    return issue_api_key(actor=cast.ada, owner=owner, name="ci", scopes=list(scopes))[1]


def make_caller(cast: Cast, owner: Any, *scopes: str) -> Any:
    return call_with(issue(cast, owner, *scopes))


def call_with(secret: str) -> Any:
    def call(method: str, path: str, body: Any = None) -> Any:
        return Client().generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    return call


def make_records_and_key(cast: Cast) -> str:
    make_regions(cast.olga)
    make_adequacy(cast.olga)
    make_use_case(cast.olga, owner=cast.eve, team=cast.support)
    return issue(cast, cast.eve, "registry:read", "registry:write")


@pytest.fixture(scope="module")
def kept_key(request: pytest.FixtureRequest) -> Iterator[Kept[str] | None]:
    """Make the records once for this module."""
    with keep(request, make_records_and_key) as kept:
        yield kept


@pytest.fixture
def call(kept_key: Kept[str] | None, cast: Cast) -> Any:
    return call_with(kept_key.take() if kept_key else make_records_and_key(cast))


@pytest.mark.parametrize("path", KINDS)
def test_a_reader_reads_and_nobody_writes(cast: Cast, call: Any, path: str) -> None:
    rows = call("GET", path).json()["results"]
    assert call("GET", f"{path}/{rows[0]['id']}").json() == rows[0]
    officer = make_caller(cast, cast.olga, "registry:read", "registry:write")
    for caller in (call, officer):
        for method, where in (("POST", path), ("PATCH", f"{path}/{rows[0]['id']}")):
            assert caller(method, where, {"name": "X"}).status_code in {403, 405}
    assert call("GET", path).json()["results"] == rows


@pytest.mark.parametrize("path", KINDS)
def test_other_scopes_open_nothing(cast: Cast, call: Any, path: str) -> None:
    other = make_caller(cast, cast.olga, "vendors:read", "decisions:ask", "registry:write")
    assert other("GET", path).status_code == 403


@pytest.mark.parametrize("path", KINDS)
def test_who_has_no_role_sees_no_row(cast: Cast, call: Any, path: str) -> None:
    key = call("GET", path).json()["results"][0]["id"]
    dan = make_caller(cast, cast.dan, "registry:read")
    assert dan("GET", path).json()["results"] == []
    assert dan("GET", f"{path}/{key}").status_code == 404


def test_keys_stand_for_places_and_classes(cast: Cast, call: Any) -> None:
    (region,) = call("GET", "regions?key=aws:eu-west-1").json()["results"]
    assert (region["country"], region["city"]) == ("IE", "Dublin")
    (rule,) = call("GET", "handling-rules?data_class=personal").json()["results"]
    assert (rule["data_class"], rule["allowed_places"], rule["transfer_mechanisms"]) == (
        "personal",
        ["EEA"],
        ["adequacy", "scc"],
    )
    (decision,) = call("GET", "adequacy-decisions?country=US").json()["results"]
    assert (decision["condition"], decision["valid_from"], decision["valid_to"]) == (
        "dpf_certified",
        "2023-07-10",
        None,
    )
    members = call("GET", "grouping-members?grouping=EEA").json()["results"]
    assert sorted(row["country"] for row in members) == ["DE", "IE"]
    (use_case,) = call("GET", "use-cases?team=support&risk_tier=limited").json()["results"]
    assert (use_case["key"], use_case["data_classes"]) == ("ticket-summaries", ["internal"])
    assert call("GET", "use-cases?team=research").json()["results"] == []
