"""The certification scenario's fixture in our kinds, and a caller.

alice is the team support, bob the team research; record-1 and record-2 are two versions; read and write are two use
cases, delete a third whose "soft" form stays at phase 1; "archived" is data of a class that research alone may use.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from governance.accounts.services import issue_api_key
from registry.ai_models.models import ModelVersion
from tests.cast import Cast
from tests.factories.approvals import approve, make_policy, make_request
from tests.factories.classification import make_data_classes, make_groupings, make_regions, make_use_case
from tests.factories.models import make_version
from tests.factories.vendors import make_agreement, make_service, make_vendor
from tests.kept import Kept, keep

RECORDS = {"record-1": "openai/gpt-4o-2024-08-06", "record-2": "openai/gpt-4o-2024-11-20"}
USERS = {"alice": "support", "bob": "research"}
USES = {"read": "ticket-summaries", "write": "drafting", "delete": "clean-up"}
PLACE = {"region": "aws:eu-west-1", "environment": "production"}

Call = Callable[..., Any]


def user(name: str) -> dict[str, str]:
    """Return a subject of the scenario."""
    return {"type": "team", "id": USERS[name]}


def record(name: str) -> dict[str, str]:
    """Return a resource of the scenario."""
    return {"type": "model", "id": RECORDS[name]}


def action(name: str, *, soft: bool = True, status: str = "active") -> dict[str, Any]:
    """Return an action of the scenario with the circumstances that our engine asks for among its properties."""
    data = {"active": ["internal"], "archived": ["confidential"]}[status]
    phase = 1 if soft else 2
    return {
        "name": "use",
        "properties": {"use_case": USES[name], "phase": phase, "data_classes": data, **PLACE},
    }


@pytest.fixture(scope="module")
def kept_fixture(request: pytest.FixtureRequest) -> Iterator[Kept[dict[str, ModelVersion]] | None]:
    """Make the scenario's records once for a module."""
    with keep(request, make_fixture) as kept:
        yield kept


@pytest.fixture
def fixture(kept_fixture: Kept[dict[str, ModelVersion]] | None, cast: Cast) -> dict[str, ModelVersion]:
    """Return the records that the scenario's eight decisions rest on."""
    return kept_fixture.take() if kept_fixture else make_fixture(cast)


def make_fixture(cast: Cast) -> dict[str, ModelVersion]:
    """Make the records that the scenario's eight decisions rest on."""
    system = cast.system
    make_regions(system)
    make_groupings(system)
    make_data_classes(system)
    make_policy(system)
    vendor = make_vendor(system)
    service = make_service(system, vendor)
    make_agreement(system, vendor, clauses=["no_training"])
    for key in USES.values():
        make_use_case(system, key, owner=cast.olga, data_classes=["internal", "confidential"])
    versions = {
        name: make_version(system, identifier, vendor=vendor, service=service)
        for name, identifier in RECORDS.items()
    }
    for name, teams, use, classes in (
        ("record-1", ["support", "research"], "read", ["internal"]),
        ("record-1", ["support"], "write", ["internal"]),
        ("record-1", ["support"], "delete", ["internal"]),
        ("record-2", ["support"], "write", ["internal"]),
        ("record-2", ["research"], "write", ["internal", "confidential"]),
    ):
        scope = {
            "use_cases": [USES[use]],
            "teams": teams,
            "environments": ["production"],
            "data_classes": classes,
            "regions": ["aws:eu-west-1"],
            "max_phase": 1,
        }
        request = make_request(cast.olga, versions[name], scope=scope, replaces_current=False)
        approve(cast.ben, request)
        approve(cast.bea, request)
    return versions


@pytest.fixture
def call(cast: Cast) -> Call:
    """Return a function that posts a body to an endpoint with the key of somebody who may ask."""
    secret = issue_api_key(actor=cast.ada, owner=cast.carol, name="pep", scopes=["decisions:ask"])[1]

    def post(
        endpoint: str, body: Any, *, key: str = secret, kind: str = "application/json", **headers: str
    ) -> Any:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return Client().generic(
            "POST",
            f"/access/v1/{endpoint}",
            data,
            content_type=kind,
            headers={"Authorization": f"Bearer {key}", **headers},
        )

    return post
