"""The bundle over the API: signed, fresh, for those who may read all of it, and the same answers from it."""

from __future__ import annotations

import gzip
import json
import os
import random
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from governance.accounts.services import issue_api_key
from imprimatur import Question, evaluate
from imprimatur.bundle import decode, open_body, verify_statement
from imprimatur.client import BUNDLE, STATEMENT, Answer, Client
from imprimatur.instants import parse_instant
from imprimatur.tables import number_pins
from registry.decisions.api import describe
from registry.decisions.selectors import decide
from registry.decisions.snapshots import get_snapshot
from registry.kill_switch.services import engage_kill_switch
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld

pytestmark = pytest.mark.django_db
#: Questions asked of both; QUESTIONS=100000 for the whole run.
QUESTIONS = int(os.environ.get("QUESTIONS", "2000"))


@pytest.fixture
def secret(cast: Cast) -> str:
    """Return a key of Carol's, who audits."""
    return issue_api_key(actor=cast.ada, owner=cast.carol, name="edge", scopes=["decisions:bundle"])[1]


def get(secret: str, path: str = BUNDLE, **headers: str) -> Any:
    return Browser().get(path, headers={"Authorization": f"Bearer {secret}", **headers})


def list_keys() -> dict[str, bytes]:
    keys = Browser().get("/.well-known/imprimatur-keys").json()["keys"]
    return {each["key_id"]: decode(each["public_key"]) for each in keys}


def make_client(secret: str, settings: Any) -> Client:
    def fetch(path: str) -> Answer:
        response = get(secret, path)
        assert response.status_code in (200, 204), response.content
        return Answer(response.content, {name.lower(): value for name, value in response.headers.items()})

    public = Browser().get("/.well-known/imprimatur-keys").json()["keys"][0]["public_key"]
    return Client(settings.PUBLIC_URL, key=secret, public_keys=[public], fetch=fetch)


def test_the_bundle_is_signed_and_says_until_when(secret: str, world: PermittedWorld, settings: Any) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        response = get(secret)
    statement = verify_statement(
        decode(response["Imprimatur-Statement"]), decode(response["Imprimatur-Signature"]), list_keys()
    )
    assert open_body(response.content, statement) == number_pins(get_snapshot())
    assert now + timedelta(seconds=20) <= statement.valid_until <= now + timedelta(seconds=30)
    assert (statement.issuer, statement.size) == (settings.PUBLIC_URL, len(response.content))
    assert response["Cache-Control"] == "private, no-cache"
    assert "Authorization" in response["Vary"]
    packed = get(secret, **{"Accept-Encoding": "gzip"})
    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", response.content)


def test_the_tag_changes_with_what_is_signed_and_not_before(
    secret: str, world: PermittedWorld, cast: Cast
) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    with time_machine.travel(soon.replace(second=5, microsecond=0), tick=False) as clock:
        first = get(secret)
        assert get(secret, **{"If-None-Match": first["ETag"]}).status_code == 304
        assert get(secret, STATEMENT)["ETag"] == first["ETag"]
        clock.shift(5)
        later = get(secret, **{"If-None-Match": first["ETag"]})
        assert (later.status_code, later.content) == (200, first.content)
        engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
        killed = get(secret, **{"If-None-Match": later["ETag"]})
        assert killed.status_code == 200
        assert killed.content != first.content


def test_a_client_follows_the_registry(secret: str, world: PermittedWorld, cast: Cast, settings: Any) -> None:
    client = make_client(secret, settings)
    client.refresh()
    question = Question.from_dict(world.question)
    assert client.evaluate(question).is_permit
    engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
    client.refresh()
    assert client.evaluate(question).reasons[0].code == "kill_switch.engaged"


def pop_instant(answer: dict[str, Any]) -> datetime:
    """Take out of an answer until when it is good."""
    return parse_instant(answer.pop("valid_until"))


def make_questions(world: PermittedWorld, many: int) -> list[Question]:
    """Return questions over everything the registry knows, and some that it does not."""
    chance = random.Random(7)
    snapshot = get_snapshot()
    subjects = [("team", key) for key in [*snapshot.teams, "nobody"]]
    subjects += [("person", key) for key in [*(snapshot.people or {}), "nobody@example.org"]]
    resources = [*snapshot.resources, *snapshot.aliases, ("model", "shadow/model-1"), ("tool", "x")]
    use_cases = [*snapshot.use_cases, "none", None]
    classes = [*product(snapshot.data_classes, repeat=2), *((key,) for key in snapshot.data_classes), ()]
    regions, environments = [*snapshot.regions, "nowhere", None], ["production", "test", "moon", None]
    return [
        Question(
            *chance.choice(subjects),
            *chance.choice(resources),
            use_case=chance.choice(use_cases),
            phase=chance.choice([1, 1, 2, 4, None]),
            data_classes=tuple(dict.fromkeys(chance.choice(classes))),
            region=chance.choice(regions),
            environment=chance.choice(environments),
        )
        for _ in range(many)
    ]


def test_the_bundle_answers_as_the_server_does(
    secret: str, world: PermittedWorld, cast: Cast, settings: Any
) -> None:
    """For one who may read all, the very reasons, obligations and alternatives; and not a moment longer."""
    settings.DECISION_LOG = "off"
    # The first unknown name of all makes the account that notes such names, which is a revision of its own.
    decide(actor=cast.carol, question=replace(Question.from_dict(world.question), resource_id="nobody/knows"))
    client = make_client(secret, settings)
    with time_machine.travel(timezone.now(), tick=False):
        permits = 0
        for number, question in enumerate(
            [*make_questions(world, QUESTIONS), Question.from_dict(world.question)]
        ):
            if number % 1_000 == 0:
                # The whole run takes longer than a statement holds.
                client.refresh()
            here = client.evaluate(question).to_dict()
            there = evaluate(get_snapshot(), question, timezone.now()).to_dict()
            assert pop_instant(here) <= pop_instant(there)
            assert here == there
            permits += here["decision"] == "permit"
        assert permits
        for question in make_questions(world, 100):
            answered = describe(decide(actor=cast.carol, question=question), "")
            here = describe(client.evaluate(question), "")
            assert pop_instant(answered) >= pop_instant(here)
            assert answered == here


@pytest.mark.parametrize("owner", ["eve", "olga", "dan"])
def test_who_may_not_read_all_of_it_gets_none_of_it(cast: Cast, world: PermittedWorld, owner: str) -> None:
    key = issue_api_key(actor=cast.ada, owner=getattr(cast, owner), name="edge", scopes=["decisions:bundle"])[
        1
    ]
    for path in (BUNDLE, STATEMENT):
        response = get(key, path)
        may_read_all = owner == "olga"
        assert (response.status_code, "Imprimatur-Statement" in response) == (
            (200 if path == BUNDLE else 204, True) if may_read_all else (403, False)
        )


def test_another_scope_gets_none(cast: Cast, world: PermittedWorld) -> None:
    key = issue_api_key(actor=cast.ada, owner=cast.carol, name="asks", scopes=["decisions:ask"])[1]
    assert [get(key, path).status_code for path in (BUNDLE, STATEMENT)] == [403, 403]
    assert Browser().get(BUNDLE).status_code == 401


def test_nothing_in_the_bundle_is_secret(secret: str, world: PermittedWorld, cast: Cast) -> None:
    text = get(secret).content.decode()
    assert secret not in text
    assert cast.carol.password not in text
    assert json.loads(text)["revision"] == get_snapshot().revision
