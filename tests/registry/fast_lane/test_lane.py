"""The fast lane gives the answer of the long way, or none."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from governance.accounts.models import ApiKey, RoleAssignment
from governance.accounts.services import close_account, issue_api_key, revoke_api_key, withdraw_role
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from registry.sightings.models import Sighting
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld
from tests.registry.fast_lane.conftest import AUTHZEN, REST, Road, Said

pytestmark = pytest.mark.django_db


def settle(said: Said) -> Any:
    """Return the body without the id, which no two answers share."""
    body = said.json()
    for answer in body.get("decisions", [body]) if isinstance(body, dict) else []:
        answer.get("context", answer).pop("decision_id", None)
    return body


def list_questions(world: PermittedWorld) -> list[dict[str, Any]]:
    """Return plain questions with every kind of answer."""
    asked = world.question
    return [
        asked,
        {**asked, "resource": {"type": "model", "id": "openai/gpt-4o-latest"}},
        {**asked, "subject": {"type": "team", "id": "nobody"}},
        {**asked, "subject": {"type": "person", "id": "eve@example.org"}},
        {**asked, "action": {"name": "use"}},
        {**asked, "action": {"name": "delete", "properties": {"phase": 4}}},
        {**asked, "context": {}},
        {**asked, "context": {"data_classes": [], "region": "nowhere"}},
        {**asked, "context": {"data_classes": ["internal", "internal"], "environment": "test"}},
        {name: part for name, part in asked.items() if name != "context"},
    ]


@pytest.mark.parametrize("path", [REST, AUTHZEN])
def test_every_plain_question_is_answered_as_by_the_long_way(
    road: Road, secret: str, world: PermittedWorld, path: str
) -> None:
    """Body and headers alike, the first time and when it is remembered."""
    with time_machine.travel(timezone.now(), tick=False):
        for question in list_questions(world):
            for _again in range(2):
                fast = road.send(secret, question, path, HTTP_X_REQUEST_ID="mine")
                assert not road.reached_django, question
                slow = road.send(secret, question, path, is_long=True, HTTP_X_REQUEST_ID="mine")
                assert (fast.status, settle(fast)) == (slow.status, settle(slow)) == (200, settle(slow))
                fast.headers.pop("Content-Length"), slow.headers.pop("Content-Length")
                assert fast.headers == slow.headers


def test_a_list_is_answered_in_its_order_from_one_revision(
    road: Road, secret: str, world: PermittedWorld
) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        body = {"questions": list_questions(world)}
        fast = road.send(secret, body)
        assert not road.reached_django
        slow = road.send(secret, body, is_long=True)
        assert settle(fast) == settle(slow)
        ids = {answer["decision_id"] for answer in fast.json()["decisions"]}
        assert len(ids) == len(body["questions"])


NO_QUESTIONS = [
    b"",
    b"[]",
    b"{}",
    b'{"questions": []}',
    b'{"questions": [{}]}',
    b'{"questions": [], "more": 1}',
    b'{"subject": 1, "action": 2, "resource": 3, "context": 4}',
    b"\xef\xbb\xbf{}",
    b"\xff",
    b"{" * 2_000,
    b"[" * 200_000,
]


def test_what_is_no_question_gets_the_long_ways_error(road: Road, secret: str) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for raw in NO_QUESTIONS:
            fast = road.send(secret, raw)
            assert road.reached_django
            slow = road.send(secret, raw, is_long=True)
            assert (fast.status, settle(fast)) == (slow.status, settle(slow))
            assert 400 <= fast.status < 500 or b"question.invalid" in fast.body


TWISTS = [
    ('"phase": 1', '"phase": true'),
    ('"phase": 1', '"phase": 1.0'),
    ('"phase": 1', '"phase": null'),
    ('"phase": 1', '"phase": 9'),
    ('"phase": 1', '"phase": 1, "phase": 1'),
    ('"phase": 1', '"phase": 1, "more": 1'),
    ('"region": ', '"region": "x", "region": '),
    ('"data_classes": ["internal"]', '"data_classes": "internal"'),
    ('"data_classes": ["internal"]', '"data_classes": {"internal": 1}'),
    ('"data_classes": ["internal"]', '"data_classes": [["internal"]]'),
    ('"data_classes": ["internal"]', '"data_classes": [1]'),
    ('"data_classes": ["internal"]', '"data_classes": null'),
    ('"type": "team"', '"type": "model", "type": "team"'),
    ('"type": "team"', '"type": ["team"]'),
    ('"type": "team"', '"type": "wizard"'),
    ('"type": "team"', '"kind": "team"'),
    ('"name": "use"', '"name": ""'),
    ('"name": "use"', '"name": "us\\u0065"'),
    ('"name": "use"', '"name": "use\\u0000"'),
    ('"name": "use"', '"name": "\\ud800"'),
    ('"name": "use"', '"name": "use", "at": "2026-01-01T00:00:00Z"'),
    ("}}", '}, "at": "2026-01-01T00:00:00Z"}'),
    ("}}", '}, "explain": true}'),
    ("}}", "}}}"),
]


def test_a_twisted_question_gets_what_the_long_way_says(
    road: Road, secret: str, world: PermittedWorld
) -> None:
    """Asked after the straight question, so that nothing remembered is taken for it."""
    straight = json.dumps(world.question)
    with time_machine.travel(timezone.now(), tick=False):
        for said, instead in TWISTS:
            place = straight.rindex(said)
            twisted = (straight[:place] + instead + straight[place + len(said) :]).encode()
            assert road.send(secret, straight.encode()).json()["decision"] == "permit"
            for body in (twisted, b'{"questions": [' + twisted + b"]}"):
                fast, slow = road.send(secret, body), road.send(secret, body, is_long=True)
                assert (fast.status, settle(fast)) == (slow.status, settle(slow)), instead


def test_a_list_that_is_named_twice_is_the_long_ways(road: Road, secret: str, world: PermittedWorld) -> None:
    """The fast parser takes the last of two; which of them was meant is not for it to say."""
    listed = b'"questions": [' + json.dumps(world.question).encode() + b"]"
    with time_machine.travel(timezone.now(), tick=False):
        assert road.send(secret, b"{" + listed + b"}").status == 200
        twice = road.send(secret, b"{" + listed + b", " + listed + b"}")
        assert (road.reached_django, twice.status) == (True, 400)


def test_a_kill_is_seen_by_the_very_next_answer(
    road: Road, secret: str, world: PermittedWorld, cast: Cast
) -> None:
    for _flip in range(3):
        assert road.send(secret, world.question).json()["decision"] == "permit"
        killed = engage_kill_switch(actor=cast.olga, stops="organisation", reason="Incident.")
        answer = road.send(secret, world.question)
        assert (answer.json()["decision"], road.reached_django) == ("deny", False)
        release_kill_switch(actor=cast.ada, engagement=killed, reason="Over.")


def test_a_key_is_dead_with_its_revocation(
    road: Road, secret: str, world: PermittedWorld, cast: Cast
) -> None:
    assert road.send(secret, world.question).status == 200
    revoke_api_key(actor=cast.ada, key=ApiKey.objects.get(name="gateway"))
    assert road.send(secret, world.question).status == 401


def test_a_key_is_dead_with_its_owners_account(
    road: Road, secret: str, world: PermittedWorld, cast: Cast
) -> None:
    assert road.send(secret, world.question).status == 200
    close_account(actor=cast.ada, user=cast.eve, reason="Left.")
    assert road.send(secret, world.question).status == 401


def test_rights_end_with_the_role(road: Road, secret: str, world: PermittedWorld, cast: Cast) -> None:
    assert road.send(secret, world.question).status == 200
    for assignment in RoleAssignment.objects.filter(user=cast.eve):
        withdraw_role(actor=cast.ada, assignment=assignment)
    assert road.send(secret, world.question).status == 403


def test_a_key_ends_at_its_instant(road: Road, world: PermittedWorld, cast: Cast) -> None:
    """Nothing is written when a key expires: the instant itself ends it."""
    end = timezone.now() + timedelta(minutes=1)
    key = issue_api_key(
        actor=cast.ada, owner=cast.eve, name="short", scopes=["decisions:ask"], expires_at=end
    )[1]
    road.send(key, world.question)
    assert road.send(key, world.question).status == 200
    assert not road.reached_django
    with time_machine.travel(end, tick=False):
        assert road.send(key, world.question).status == 401


def test_another_scope_does_not_ask(road: Road, world: PermittedWorld, cast: Cast) -> None:
    key = issue_api_key(actor=cast.ada, owner=cast.eve, name="reader", scopes=["registry:read"])[1]
    assert [road.send(key, world.question).status for _ in range(2)] == [403, 403]


UNUSUAL: list[tuple[dict[str, str], int]] = [
    ({"HTTP_HOST": "evil.example"}, 400),
    ({"CONTENT_TYPE": "text/plain"}, 415),
    ({"HTTP_ACCEPT": "text/html"}, 406),
    ({"HTTP_AUTHORIZATION": "Basic eDp5"}, 401),
    ({"HTTP_AUTHORIZATION": ""}, 401),
    ({"CONTENT_LENGTH": "52428800"}, 413),
    ({"REQUEST_METHOD": "PUT"}, 405),
]


def test_an_unusual_call_goes_the_long_way(road: Road, secret: str, world: PermittedWorld) -> None:
    for headers, status in UNUSUAL:
        said = road.send(secret, world.question, **headers)
        assert road.reached_django, headers
        assert said.status in {status, 400}, headers


def test_the_use_of_a_key_is_noted_once_a_minute(road: Road, secret: str, world: PermittedWorld) -> None:
    key = ApiKey.objects.get(name="gateway")
    assert key.last_used_at is not None
    road.send(secret, world.question)
    assert not road.reached_django


def test_an_unknown_model_becomes_a_sighting(road: Road, secret: str, world: PermittedWorld) -> None:
    question = {**world.question, "resource": {"type": "model", "id": "shadow/model-7"}}
    assert road.send(secret, question).json()["reasons"][0]["code"] == "resource.unknown"
    assert not road.reached_django
    assert Sighting.objects.filter(identifier="shadow/model-7").exists()


def test_a_reader_with_less_sight_gets_their_own_words(
    road: Road, secret: str, world: PermittedWorld, cast: Cast
) -> None:
    """The same question of two callers: what one may read is not told to the other."""
    owner_key = issue_api_key(actor=cast.ada, owner=cast.ada, name="owner", scopes=["decisions:ask"])[1]
    question = {**world.question, "context": {**world.question["context"], "region": "aws:us-east-1"}}
    for key in (secret, owner_key, secret, owner_key):
        fast, slow = road.send(key, question), road.send(key, question, is_long=True)
        assert fast.json()["reasons"] == slow.json()["reasons"]


def test_a_database_that_cannot_be_reached_is_said_in_the_long_ways_words(
    road: Road, secret: str, world: PermittedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("registry.fast_lane.lane.current_state", fail)
        fast = road.send(secret, world.question, HTTP_X_REQUEST_ID="mine")
        assert not road.reached_django
    with monkeypatch.context() as patch:
        patch.setattr("registry.decisions.snapshots.current_state", fail)
        slow = road.send(secret, world.question, is_long=True, HTTP_X_REQUEST_ID="mine")
    assert (fast.status, fast.body) == (slow.status, slow.body)
    assert fast.status == 503
    # The long way did not come far enough to add what its answer would have varied with.
    assert "Authorization" in fast.headers.pop("Vary")
    slow.headers.pop("Vary")
    assert fast.headers == slow.headers
