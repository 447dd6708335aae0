"""The decisions endpoint on real records: permit for exactly what was approved, deny by name for all else."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from governance.accounts.services import issue_api_key
from governance.approvals.services import revoke_approval
from governance.core.services import change_record
from registry.ai_models.services import suspend_version
from registry.decisions.compiler import compile_snapshot
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from tests.cast import Cast
from tests.factories.approvals import approve, make_request
from tests.factories.decisions import SCOPE, PermittedWorld
from tests.factories.models import make_version
from tests.registry.decisions.asking import ask


@pytest.fixture
def secret(cast: Cast) -> str:
    """Return a key of Eve's that may ask."""
    return issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]


def codes(answer: Any) -> list[str]:
    return [reason["code"] for reason in answer.json()["reasons"]]


def changed(question: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the question with some of its parts changed, by the name of the leaf."""
    body = deepcopy(question)
    for name, value in changes.items():
        for part in (body["context"], body["action"]["properties"], body["resource"], body["subject"]):
            holder = part
            if name == "model":
                body["resource"]["id"] = value
                break
            if name == "team":
                body["subject"]["id"] = value
                break
            if name in holder:
                holder[name] = value
                break
    return body


def test_exactly_what_was_approved_is_permitted(world: PermittedWorld, secret: str) -> None:
    answer = ask(secret, world.question)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["decision"], sorted(body)) == (
        "permit",
        ["alternatives", "decision", "decision_id", "obligations", "reasons", "revision", "valid_until"],
    )
    assert "approval.in_force" in codes(answer)
    assert answer["Cache-Control"] == "no-store"
    assert "Authorization" in answer["Vary"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"model": "openai/gpt-4o"}, "resource.unknown"),
        ({"model": "openai/gpt-4o-latest"}, "resource.unknown"),
        ({"model": "openai/gpt-4\u043e-2024-08-06"}, "resource.unknown"),
        ({"model": "OpenAI/gpt-4o-2024-08-06"}, "resource.unknown"),
        ({"model": "openai/gpt-4o-2024-11-20"}, "approval.none"),
        ({"region": "aws:us-east-1"}, "approval.scope.region"),
        ({"environment": "staging"}, "approval.scope.environment"),
        ({"phase": 2}, "approval.scope.phase"),
        ({"data_classes": ["confidential"]}, "approval.scope.data_class"),
        ({"team": "research"}, "approval.scope.team"),
        ({"use_case": "something-else"}, "context.unknown_use_case"),
    ],
)
def test_anything_else_is_denied_with_its_reason(
    cast: Cast, world: PermittedWorld, secret: str, changes: dict[str, Any], code: str
) -> None:
    make_version(cast.system, "openai/gpt-4o-2024-11-20")
    answer = ask(secret, changed(world.question, **changes))
    assert answer.json()["decision"] == "deny"
    assert code in codes(answer)


def test_a_scope_that_names_a_grouping_covers_its_regions(
    cast: Cast, world: PermittedWorld, secret: str
) -> None:
    request = make_request(cast.eve, world.version, scope={**SCOPE, "regions": ["EEA"]})
    approve(cast.ben, request)
    approve(cast.bea, request)
    assert ask(secret, world.question).json()["decision"] == "permit"
    assert "approval.scope.region" in codes(ask(secret, changed(world.question, region="aws:us-east-1")))


def test_a_floating_name_of_the_catalogue_is_denied_as_such(
    cast: Cast, world: PermittedWorld, secret: str
) -> None:
    make_version(cast.system, "openai/gpt-4o")
    answer = ask(secret, changed(world.question, model="openai/gpt-4o"))
    assert answer.json()["decision"] == "deny"
    assert {"resource.unpinned", "resource.floating_alias"} & set(codes(answer))


def test_revocation_bites_with_the_next_question(cast: Cast, world: PermittedWorld, secret: str) -> None:
    assert ask(secret, world.question).json()["decision"] == "permit"
    revoke_approval(actor=cast.olga, approval=world.approval, reason="Incident at the vendor")
    answer = ask(secret, world.question)
    assert answer.json()["decision"] == "deny"
    assert "approval.revoked" in codes(answer)


def test_suspension_bites_with_the_next_question(cast: Cast, world: PermittedWorld, secret: str) -> None:
    suspend_version(actor=cast.olga, version=world.version, reason="Odd answers")
    assert "lifecycle.suspended" in codes(ask(secret, world.question))


@pytest.mark.parametrize("stops", ["organisation", "vendor", "model"])
def test_a_kill_wins_over_everything_until_it_is_released(
    cast: Cast, world: PermittedWorld, secret: str, stops: str
) -> None:
    target = {"organisation": None, "vendor": world.vendor, "model": world.version.catalogue_id}[stops]
    engagement = engage_kill_switch(actor=cast.olga, stops=stops, target=target, reason="Leak suspected")
    answer = ask(secret, world.question)
    assert (answer.json()["decision"], codes(answer)[0]) == ("deny", "kill_switch.engaged")
    release_kill_switch(actor=cast.olga, engagement=engagement, reason="False alarm")
    assert ask(secret, world.question).json()["decision"] == "permit"


def test_an_approval_ends_at_its_very_instant(world: PermittedWorld, secret: str) -> None:
    end = world.approval.valid_until
    with time_machine.travel(end - timedelta(seconds=2), tick=False):
        assert ask(secret, world.question).status_code in {200, 401}
    from imprimatur import Question, evaluate

    snapshot = compile_snapshot().snapshot
    question = Question.from_dict(world.question)
    assert evaluate(snapshot, question, end - timedelta(microseconds=1)).decision == "permit"
    assert evaluate(snapshot, question, end).decision == "deny"


def test_a_changed_pin_voids_the_approval(cast: Cast, world: PermittedWorld, secret: str) -> None:
    change_record(
        actor=cast.system, record=world.version, values={"service": None, "pin_value": "2099-01-01"}
    )
    assert "approval.pin_changed" in codes(ask(secret, world.question))


def test_yesterdays_answer_is_told_from_history(cast: Cast, world: PermittedWorld, secret: str) -> None:
    before = timezone.now().isoformat()
    revoke_approval(actor=cast.olga, approval=world.approval, reason="Incident")
    assert ask(secret, world.question).json()["decision"] == "deny"
    assert ask(secret, {**world.question, "at": before}).json()["decision"] == "permit"


def test_the_future_is_not_told(world: PermittedWorld, secret: str) -> None:
    answer = ask(secret, {**world.question, "at": (timezone.now() + timedelta(days=1)).isoformat()})
    assert answer.status_code == 400


def test_many_questions_are_answered_in_order_from_one_revision(world: PermittedWorld, secret: str) -> None:
    questions = [
        world.question,
        changed(world.question, region="aws:us-east-1"),
        {"nonsense": 1},
        world.question,
    ]
    body = ask(secret, {"questions": questions}).json()
    assert [answer["decision"] for answer in body["decisions"]] == ["permit", "deny", "deny", "permit"]
    assert body["decisions"][2]["reasons"][0]["code"] == "question.invalid"
    assert {answer["revision"] for answer in body["decisions"]} == {body["revision"]}


@pytest.mark.parametrize("count", [0, 1001])
def test_too_few_and_too_many_questions_are_refused(world: PermittedWorld, secret: str, count: int) -> None:
    assert ask(secret, {"questions": [world.question] * count}).status_code == 400


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[",
        b"null",
        b"[]",
        b'"text"',
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b'{"subject": {"type": "team", "id": "a\\u0000b"}}',
        b'{"subject": {"type": "team", "id": "\\ud800"}}',
        b'{"a": 1, "a": 2}',
        b'{"a": 1e999}',
        b'{"a": NaN}',
        b'{"a": ' + b"9" * 5000 + b"}",
        "{“a”: 1}".encode("utf-16"),
    ],
)
def test_bad_bodies_are_refused_and_nothing_breaks(world: PermittedWorld, secret: str, raw: bytes) -> None:
    answer = ask(secret, raw)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_unknown_fields_are_named(world: PermittedWorld, secret: str) -> None:
    answer = ask(secret, {**world.question, "urgent": True})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["/urgent"])


def test_strangers_ask_nothing(cast: Cast, world: PermittedWorld) -> None:
    dan = issue_api_key(actor=cast.ada, owner=cast.dan, name="d", scopes=["decisions:ask"])[1]
    assert ask(dan, world.question).status_code == 403
    assert ask("imp_0000000000_nope", world.question).status_code == 401


def test_reasons_name_only_what_the_asker_may_see(world: PermittedWorld, secret: str) -> None:
    rows = ask(secret, world.question).json()["reasons"]
    assert {row["record"]["type"] for row in rows if row["record"]} <= {
        "approval",
        "model",
        "vendor",
        "service",
        "team",
        "use_case",
        "data_class",
        "region",
    }


def test_compiling_asks_a_fixed_number_of_queries(cast: Cast, world: PermittedWorld) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in range(2):
        for extra in range(number * 20):
            make_version(cast.system, f"openai/gpt-{extra}-2024-01-0{1 + extra % 9}")
        with CaptureQueriesContext(connection) as queries:
            compile_snapshot()
        counts.append(len(queries))
    assert counts[0] == counts[1]
