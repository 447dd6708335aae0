"""Questions about other instants: the past from history, the drift of clocks, and how much of it one call may ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from governance.accounts.services import issue_api_key
from governance.approvals.services import revoke_approval
from registry.decisions import snapshots
from registry.decisions.api import MOST_INSTANTS
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld
from tests.registry.decisions.asking import ask


@pytest.fixture
def secret(cast: Cast) -> str:
    return issue_api_key(actor=cast.ada, owner=cast.eve, name="gateway", scopes=["decisions:ask"])[1]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[datetime | None]:
    """Return the list of the instants for which a snapshot is compiled from now on."""
    instants: list[datetime | None] = []
    real = snapshots.compile_snapshot

    def count(at: datetime | None = None) -> Any:
        instants.append(at)
        return real(at)

    monkeypatch.setattr(snapshots, "compile_snapshot", count)
    return instants


def at(question: dict[str, Any], instant: datetime) -> dict[str, Any]:
    return {**question, "at": instant.isoformat()}


def test_many_questions_about_few_instants_read_history_once_for_each(
    cast: Cast, world: PermittedWorld, secret: str, compiled: list[datetime | None]
) -> None:
    before = timezone.now()
    revoke_approval(actor=cast.olga, approval=world.approval, reason="Incident")
    instants = [before - timedelta(microseconds=number) for number in range(4)]
    questions = [at(world.question, instants[number % 4]) for number in range(40)]
    answers = ask(secret, {"questions": [*questions, world.question]}).json()["decisions"]
    assert [answer["decision"] for answer in answers] == ["permit"] * 40 + ["deny"]
    assert sorted(each for each in compiled if each) == sorted(instants)


def test_one_call_asks_about_a_bounded_number_of_past_instants(
    world: PermittedWorld, secret: str, compiled: list[datetime | None]
) -> None:
    start = timezone.now() - timedelta(minutes=1)
    questions = [at(world.question, start - timedelta(seconds=number)) for number in range(MOST_INSTANTS + 1)]
    answer = ask(secret, {"questions": questions})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["questions"])
    assert [each for each in compiled if each] == []


def test_clocks_may_differ_a_little_alone_and_in_bulk(world: PermittedWorld, secret: str) -> None:
    soon = at(world.question, timezone.now() + timedelta(minutes=1))
    assert ask(secret, soon).json()["decision"] == "permit"
    assert ask(secret, {"questions": [soon]}).json()["decisions"][0]["decision"] == "permit"


def test_the_future_is_refused_alone_and_spoils_no_other_in_bulk(world: PermittedWorld, secret: str) -> None:
    later = at(world.question, timezone.now() + timedelta(minutes=6))
    alone = ask(secret, later)
    assert (alone.status_code, list(alone.json()["errors"])) == (400, ["at"])
    answers = ask(secret, {"questions": [later, world.question]}).json()["decisions"]
    assert [(answer["decision"], answer["reasons"][0]["code"]) for answer in answers] == [
        ("deny", "question.invalid"),
        ("permit", "approval.in_force"),
    ]
