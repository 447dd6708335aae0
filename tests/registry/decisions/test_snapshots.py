"""The held snapshot: never older than the last commit, built by one, and silent when the database is silent."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from governance.accounts.services import issue_api_key
from governance.approvals.models import Approval
from governance.approvals.services import cast_vote
from governance.core.freshness import StateReader, state_reader
from governance.core.models import RegistryRevision
from imprimatur import Question
from registry.decisions import snapshots
from registry.decisions.selectors import decide
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from tests.cast import Cast
from tests.factories.approvals import approve, make_request
from tests.factories.decisions import SCOPE, make_permitted_world
from tests.factories.models import make_version
from tests.registry.decisions.asking import ask

THREADS = 4
FLIPS = 5


def count_calls(monkeypatch: pytest.MonkeyPatch, name: str, revisions: list[int]) -> None:
    """Note the revision of each snapshot that a function of the holder makes."""
    real = getattr(snapshots, name)

    def count(*arguments: Any) -> Any:
        # Long enough for the other threads to arrive while this one builds.
        time.sleep(0.02)
        made = real(*arguments)
        if made is not None:
            revisions.append(made.snapshot.revision)
        return made

    monkeypatch.setattr(snapshots, name, count)


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the revisions that are reached from now on by applying what changed."""
    revisions: list[int] = []
    count_calls(monkeypatch, "follow", revisions)
    return revisions


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Hold nothing, and return the revisions that are compiled from now on."""
    revisions: list[int] = []
    count_calls(monkeypatch, "compile_snapshot", revisions)
    monkeypatch.setattr(snapshots, "_holder", snapshots.SnapshotHolder())
    return revisions


def in_threads(act: Callable[[], Any], number: int = THREADS) -> list[Any]:
    """Do the same in several threads that begin together."""
    barrier = Barrier(number)

    def run(_: int) -> Any:
        try:
            barrier.wait(timeout=60)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.django_db(transaction=True)
def test_after_a_commit_no_thread_answers_from_before_and_one_builds(
    cast: Cast, compiled: list[int], followed: list[int]
) -> None:
    world = make_permitted_world(cast)
    question = Question.from_dict(world.question)

    def answers() -> list[str]:
        return in_threads(lambda: decide(actor=cast.eve, question=question).decision)

    assert answers() == ["permit"] * THREADS
    for _ in range(FLIPS):
        engagement = engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
        assert answers() == ["deny"] * THREADS
        release_kill_switch(actor=cast.olga, engagement=engagement, reason="False alarm")
        assert answers() == ["permit"] * THREADS
    last = RegistryRevision.current()
    assert (compiled, followed) == ([last - 2 * FLIPS], list(range(last - 2 * FLIPS + 1, last + 1)))


@pytest.mark.django_db(transaction=True)
def test_a_kill_and_the_last_vote_at_once_end_in_a_deny(cast: Cast) -> None:
    world = make_permitted_world(cast)
    for number in range(1, 4):
        version = make_version(
            cast.system, f"openai/o{number}-2024-12-17", vendor=world.vendor, service=world.service
        )
        request = make_request(cast.eve, version, scope=SCOPE)
        approve(cast.ben, request)
        connection.close()
        acts = iter(
            (
                lambda request=request: cast_vote(
                    actor=cast.bea, request=request, choice="approve", digest=request.digest
                ),
                lambda version=version: engage_kill_switch(
                    actor=cast.olga, stops="model", target=version.catalogue_id, reason="Leak"
                ),
            )
        )
        in_threads(lambda acts=acts: next(acts)(), 2)
        body = {**world.question, "resource": {"type": "model", "id": version.catalogue_id}}
        decision = decide(actor=cast.eve, question=Question.from_dict(body))
        assert Approval.objects.filter(request=request).count() == 1
        assert (decision.decision, decision.reasons[0].code) == (
            "deny",
            "kill_switch.engaged",
        )


@pytest.mark.parametrize("stops", ["organisation", "vendor", "service", "family", "model"])
def test_what_is_approved_after_a_kill_stays_stopped(cast: Cast, stops: str) -> None:
    world = make_permitted_world(cast)
    version = make_version(
        cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service
    )
    targets = {
        "vendor": world.vendor,
        "service": world.service,
        "family": version.model,
        "model": version.catalogue_id,
    }
    engagement = engage_kill_switch(actor=cast.olga, stops=stops, target=targets.get(stops), reason="Leak")
    request = make_request(cast.eve, version, scope=SCOPE)
    approve(cast.ben, request)
    approve(cast.bea, request)
    body = {**world.question, "resource": {"type": "model", "id": version.catalogue_id}}
    question = Question.from_dict(body)
    stopped = decide(actor=cast.eve, question=question)
    assert [reason.code for reason in stopped.reasons if reason.code.startswith("kill")] == [
        "kill_switch.engaged"
    ]
    assert stopped.decision == "deny"
    release_kill_switch(actor=cast.olga, engagement=engagement, reason="False alarm")
    assert decide(actor=cast.eve, question=question).decision == "permit"


def test_a_silent_database_is_a_503_and_never_the_permit_of_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_permitted_world(cast)
    secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="g", scopes=["decisions:ask"])[1]
    assert ask(secret, world.question).json()["decision"] == "permit"

    def fail(_reader: StateReader) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(StateReader, "read", fail)
    for body in (world.question, {"questions": [world.question]}):
        answer = ask(secret, body)
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
        assert b"permit" not in answer.content


def test_a_restored_database_with_the_same_revision_is_read_again(cast: Cast, compiled: list[int]) -> None:
    make_permitted_world(cast)
    snapshots.get_snapshot()
    snapshots.get_snapshot()
    assert len(compiled) == 1
    value = RegistryRevision.current()
    RegistryRevision.advance()
    RegistryRevision.objects.filter(pk=1).update(value=value)
    assert (snapshots.get_snapshot().revision, len(compiled)) == (value, 2)


@pytest.mark.django_db(transaction=True)
def test_a_question_from_just_before_a_change_takes_the_snapshot_after_it_and_no_later_one_does(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """For a moment only: a database put back to where it was is read anew."""
    world = make_permitted_world(cast)
    holder, before = snapshots.SnapshotHolder(), state_reader.read()
    holder.get(before)
    engage_kill_switch(actor=cast.olga, stops="model", target=world.version.catalogue_id, reason="Leak")
    after = holder.get(state_reader.read())
    with django_assert_num_queries(0):
        assert holder.get(before) is after
    RegistryRevision.objects.filter(pk=1).update(value=before.revision, token=before.token)
    later = time.monotonic() + snapshots.JUST
    monkeypatch.setattr(snapshots.time, "monotonic", lambda: later)
    assert holder.get(before).revision == before.revision


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_saw_before_it_was_undone_is_for_nobody(cast: Cast) -> None:
    world = make_permitted_world(cast)
    holder, before = snapshots.SnapshotHolder(), state_reader.read()
    holder.get(before)
    with transaction.atomic():
        engage_kill_switch(actor=cast.olga, stops="model", target=world.version.catalogue_id, reason="Leak")
        assert holder.get(state_reader.read()).kill_switches
        transaction.set_rollback(True)
    assert not holder.get(before).kill_switches
