"""Every decision is recorded once: who asked what, what was said and why, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from governance.accounts.models import ApiKey
from governance.core.ids import CountedIds, new_id
from registry.decision_log.journal import Journal, write
from registry.decision_log.models import LoggedDecision
from registry.decision_log.notes import Call, Note
from registry.decision_log.packing import list_ids, pack_ids
from registry.decision_log.selectors import chart_denials, find_decision
from registry.decision_log.tasks import forget_old_decisions
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld
from tests.registry.decision_log.asked import ASKED
from tests.registry.fast_lane.conftest import AUTHZEN, REST, Road, road, secret

__all__ = ["road", "secret"]
pytestmark = pytest.mark.django_db
PAGE = "/admin/registry/loggeddecision/"


@pytest.fixture(autouse=True)
def empty(road: Road, secret: str) -> None:
    """Begin with an empty log."""
    LoggedDecision.objects.all().delete()


@pytest.mark.parametrize("is_long", [False, True])
@pytest.mark.parametrize(("path", "through"), [(REST, "rest"), (AUTHZEN, "authzen")])
def test_a_decision_is_recorded_as_it_was_told(
    road: Road, secret: str, world: PermittedWorld, cast: Cast, path: str, through: str, is_long: bool
) -> None:
    said = road.send(secret, world.question, path, is_long=is_long).json()
    said = said.get("context", said)
    row = LoggedDecision.objects.get()
    assert row.list_decision_ids() == [UUID(said["decision_id"])]
    assert (row.decision, row.codes, row.revision, row.through, row.times) == (
        "permit",
        [reason["code"] for reason in said["reasons"]],
        said["revision"],
        through,
        1,
    )
    assert (row.caller, row.key_id) == (cast.eve, ApiKey.objects.get(name="gateway").pk)
    assert (row.subject_type, row.subject_id, row.action, row.use_case, row.phase) == (
        "team",
        "support",
        "use",
        "ticket-summaries",
        1,
    )
    assert (row.resource_type, row.resource_id) == ("model", "openai/gpt-4o-2024-08-06")
    assert (row.data_classes, row.region, row.environment) == (["internal"], "aws:eu-west-1", "production")


@pytest.mark.parametrize("is_long", [False, True])
def test_the_decisions_of_one_call_are_told_apart_by_id(
    road: Road, secret: str, world: PermittedWorld, is_long: bool
) -> None:
    other = {**world.question, "subject": {"type": "team", "id": "nobody"}}
    body = {"questions": [world.question, other, world.question]}
    ids = [each["decision_id"] for each in road.send(secret, body, is_long=is_long).json()["decisions"]]
    rows = {row.decision: row for row in LoggedDecision.objects.all()}
    assert [str(each) for each in rows["permit"].list_decision_ids()] == [ids[0], ids[2]]
    assert [str(each) for each in rows["deny"].list_decision_ids()] == [ids[1]]
    assert (rows["permit"].times, rows["deny"].times) == (2, 1)


@pytest.mark.parametrize("is_long", [False, True])
def test_a_data_class_said_twice_is_recorded_once(
    road: Road, secret: str, world: PermittedWorld, is_long: bool
) -> None:
    context = {**world.question["context"], "data_classes": ["internal", "personal", "internal"]}
    road.send(secret, {**world.question, "context": context}, is_long=is_long)
    assert LoggedDecision.objects.get().data_classes == ["internal", "personal"]


def make_id(instant: datetime) -> int:
    """Return an id that was told at an instant, as a number."""
    return int(instant.timestamp() * 1000) << 80 | CountedIds().first & (1 << 80) - 1


def test_a_question_about_the_past_says_so(road: Road, secret: str, world: PermittedWorld) -> None:
    road.send(secret, {**world.question, "at": "2026-01-01T00:00:00Z"})
    assert LoggedDecision.objects.get().asked_about == datetime(2026, 1, 1, tzinfo=UTC)


def test_the_same_question_within_seconds_is_one_row(cast: Cast) -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    same, again = (Note(ASKED, "deny", ("approval.none",)) for _ in range(2))
    calls = [
        Call((cast.eve.pk, None, "rest", 7), make_id(now + timedelta(seconds=each)), [same, again, same])
        for each in range(4)
    ]
    others = [
        Call((cast.ada.pk, None, "rest", 7), CountedIds().first, [same]),
        Call((cast.eve.pk, None, "rest", 8), CountedIds().first, [same]),
        Call((cast.eve.pk, None, "authzen", 7), CountedIds().first, [same]),
    ]
    write([*calls, *others])
    row = LoggedDecision.objects.get(caller=cast.eve, revision=7, through="rest")
    assert (row.times, row.first_at, row.last_at) == (12, now, now + timedelta(seconds=3))
    assert len(set(row.list_decision_ids())) == 12
    assert LoggedDecision.objects.get(caller=cast.ada).times == 1
    assert LoggedDecision.objects.count() == 4


def test_ids_come_back_as_they_were_packed() -> None:
    ids = [new_id() for _ in range(5)]
    assert list_ids(pack_ids(each.int for each in ids)) == ids
    assert list_ids(b"") == []


def test_many_rows_come_back_as_they_were_written(cast: Cast) -> None:
    """By COPY where there is one: with what it writes in its own way, and what is JSON or not there."""
    odd = ("team", "a\tb\\N\n", "use", None, None, "model", "\\.", ('c"1', "c\\2"), "ü\u2028", None)
    asked_at = datetime(2026, 1, 1, 12, 0, 0, 5, tzinfo=UTC)
    notes = [
        Note(odd, "deny", ("approval.none", "b"), asked_at),
        *(Note(ASKED, "permit", (str(n),)) for n in range(9)),
    ]
    first = CountedIds().first
    journal = Journal()
    journal._waiting.append(Call((cast.eve.pk, None, "rest", 7), first, notes))
    journal.flush(breath=0.0001)
    assert LoggedDecision.objects.count() == len(notes)
    row = LoggedDecision.objects.get(decision="deny")
    assert (row.subject_id, row.resource_id, row.data_classes, row.region) == (
        odd[1],
        odd[6],
        list(odd[7]),
        odd[8],
    )
    assert (row.codes, row.code, row.asked_about) == (["approval.none", "b"], "approval.none", asked_at)
    assert (row.phase, row.key_id, row.use_case, row.environment) == (None, None, "", "")
    assert row.list_decision_ids() == [UUID(int=first)]
    assert LoggedDecision.objects.filter(subject_id=ASKED[1], data_classes=list(ASKED[7])).count() == 9


def test_in_strict_mode_what_cannot_be_recorded_is_not_told(
    road: Road, secret: str, world: PermittedWorld, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DECISION_LOG = "strict"

    def fail(calls: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("registry.decision_log.journal.write", fail)
    for is_long in (False, True):
        said = road.send(secret, world.question, is_long=is_long)
        assert (said.status, "permit" in said.body.decode()) == (503, False)


def test_the_log_can_be_off(road: Road, secret: str, world: PermittedWorld, settings: Any) -> None:
    settings.DECISION_LOG = "off"
    assert road.send(secret, world.question).status == 200
    assert not LoggedDecision.objects.exists()


def test_an_answer_is_found_by_its_id(road: Road, secret: str, world: PermittedWorld, cast: Cast) -> None:
    ids = [road.send(secret, world.question).json()["decision_id"] for _ in range(3)]
    row = find_decision(cast.carol, UUID(ids[1]))
    assert row is not None
    assert UUID(ids[1]) in row.list_decision_ids()
    assert find_decision(cast.carol, new_id()) is None
    assert find_decision(cast.eve, UUID(ids[1])) is None


def test_officers_and_auditors_read_the_log_and_nobody_else(
    road: Road, secret: str, world: PermittedWorld, cast: Cast
) -> None:
    said = road.send(secret, {**world.question, "subject": {"type": "team", "id": "nobody"}}).json()
    for reader, sees in ((cast.carol, True), (cast.olga, True), (cast.ben, False), (cast.eve, False)):
        client = Client()
        client.force_login(reader)
        page = client.get(PAGE, {"q": said["decision_id"]})
        assert (page.status_code == 200 and b"nobody" in page.content) is sees, reader


def test_the_charts_count_questions_and_lead_to_them(
    road: Road, secret: str, world: PermittedWorld, cast: Cast
) -> None:
    denied = {**world.question, "subject": {"type": "team", "id": "nobody"}}
    road.send(secret, {"questions": [world.question] * 2 + [denied] * 5})
    denials = chart_denials(LoggedDecision.objects.restrict(cast.carol))
    assert (denials.total, denials.asked) == (5, 7)
    bars = {title: [(bar.label, bar.times) for bar in chart] for title, chart in denials.charts}
    assert bars["By who asked"] == [("nobody", 5)]
    assert bars["By what was asked for"] == [("openai/gpt-4o-2024-08-06", 5)]
    client = Client()
    client.force_login(cast.carol)
    page = client.get(PAGE).content.decode()
    assert "5 of 7 questions denied" in page
    for _title, chart in denials.charts:
        shown = client.get(f"{PAGE}?{chart[0].query}&decision__exact=deny")
        assert [row.decision for row in shown.context["cl"].result_list] == ["deny"]
    row = LoggedDecision.objects.get(decision="deny")
    assert client.get(f"{PAGE}{row.pk}/change/").status_code == 200


def test_old_rows_are_forgotten(cast: Cast, settings: Any) -> None:
    settings.DECISION_LOG_DAYS = 400
    note = Note(ASKED, "permit", ())
    now = timezone.now()
    for days in (0, 399, 401):
        write([Call((cast.eve.pk, None, "rest", 7), make_id(now - timedelta(days=days)), [note])])
    with time_machine.travel(now, tick=False):
        forget_old_decisions()
    assert LoggedDecision.objects.count() == 2
