"""What waits to be written is written once, whatever breaks meanwhile."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from governance.core.ids import CountedIds, new_id
from registry.decision_log import journal as journal_module
from registry.decision_log import rows as rows_module
from registry.decision_log.journal import Journal
from registry.decision_log.models import LoggedDecision
from registry.decision_log.notes import Call, Gathered, Note, Packet
from tests.cast import Cast
from tests.factories.decisions import PermittedWorld
from tests.registry.decision_log.asked import ASKED
from tests.registry.fast_lane.conftest import Road, road, secret

__all__ = ["road", "secret"]

pytestmark = pytest.mark.django_db


def test_a_fault_of_the_database_loses_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal()
    note = Note(ASKED, "permit", ())
    for number in range(3):
        call = Call((cast.eve.pk, None, "rest", number), CountedIds().first, [note])
        journal._waiting.append(call)

    def fail(*_: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("registry.decision_log.journal.write_together", fail)
        with pytest.raises(OperationalError):
            journal.flush()
    journal.flush()
    assert sorted(LoggedDecision.objects.values_list("revision", flat=True)) == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_call_that_cannot_be_written_does_not_hold_up_the_others(cast: Cast) -> None:
    """Such as one by an account that a restored database does not know."""
    journal = Journal()
    note = Note(ASKED, "permit", ())
    for caller in (new_id(), cast.eve.pk):
        journal._waiting.append(Call((caller, None, "rest", 7), CountedIds().first, [note]))
    journal.flush()
    assert LoggedDecision.objects.get().caller == cast.eve
    assert journal.is_empty


@pytest.mark.django_db(transaction=True)
def test_a_fault_among_rows_written_one_by_one_doubles_none(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away while the rows beside one that cannot be written are written singly."""
    journal = Journal()
    note = Note(ASKED, "permit", ())
    for revision, caller in enumerate((cast.eve.pk, new_id(), cast.eve.pk)):
        journal._waiting.append(Call((caller, None, "rest", revision), CountedIds().first, [note]))
    real, singly = journal_module.write_together, []

    def fail_at_the_last(counted: Any, *given: Any) -> None:
        if len(counted) == 1:
            singly.append(counted)
            if len(singly) == 3:
                raise OperationalError("gone")
        real(counted, *given)

    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "write_together", fail_at_the_last)
        with pytest.raises(OperationalError):
            journal.flush()
    journal.flush()
    assert sorted(LoggedDecision.objects.values_list("revision", flat=True)) == [0, 2]


@pytest.mark.django_db(transaction=True)
def test_a_commit_whose_word_was_lost_doubles_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows are there, but the connection broke before the database could say so."""
    journal = Journal()
    notes = [Note(ASKED, "permit", (str(number),)) for number in range(9)]
    journal._waiting.append(Call((cast.eve.pk, None, "rest", 7), CountedIds().first, notes))
    real = journal_module.write_together

    def lose_the_word(*given: Any) -> None:
        real(*given)
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "write_together", lose_the_word)
        with pytest.raises(OperationalError):
            journal.flush()
    journal.flush()
    assert LoggedDecision.objects.count() == len(notes)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_copy_that_breaks_is_a_fault_of_the_database(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's, which becomes a 503, and not the driver's own."""
    journal = Journal()
    notes = [Note(ASKED, "permit", (str(number),)) for number in range(99)]
    journal._waiting.append(Call((cast.eve.pk, None, "rest", 7), CountedIds().first, notes))

    real = rows_module.make_row

    def cut(counted: Any) -> Any:
        connections["default"].connection.pgconn.finish()
        return real(counted)

    with monkeypatch.context() as patch:
        patch.setattr(rows_module, "make_row", cut)
        with pytest.raises(OperationalError):
            journal.flush()
    journal.flush()
    assert LoggedDecision.objects.count() == len(notes)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing to fork")
def test_a_forked_process_leaves_the_log_of_its_parent_to_the_parent() -> None:
    """Even one forked while another thread was writing: the lock it held would never be released there."""
    journal = Journal()
    journal._waiting.append(
        Call((new_id(), None, "rest", 7), CountedIds().first, [Note(ASKED, "permit", ())])
    )
    with journal._writing:
        child = os.fork()
        if not child:
            os._exit(0 if journal.is_empty and journal._writing.acquire(timeout=5) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not journal.is_empty


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most_waiting", [None, 0])
def test_a_thread_gives_the_connection_back_with_which_it_wrote_the_log(
    road: Road,
    secret: str,
    world: PermittedWorld,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    most_waiting: int | None,
) -> None:
    """In strict mode and in a flood: kept by as many threads as the pool has connections, nobody else would get one."""
    settings.DECISION_LOG = "strict" if most_waiting is None else "batched"
    if most_waiting is not None:
        monkeypatch.setattr("registry.decision_log.journal.MOST_WAITING", most_waiting)

    def ask() -> tuple[int, bool, bool]:
        try:
            status = road.send(secret, world.question).status
            return status, road.reached_django, connection.connection is None
        finally:
            connections.close_all()

    before = LoggedDecision.objects.count()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result() == (200, False, True)
    assert LoggedDecision.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_being_put_together_when_the_process_ends_is_written(cast: Cast) -> None:
    """It waits no longer, and is not yet among what was put together."""
    journal = Journal()
    taken, may_add = threading.Event(), threading.Event()

    class Slow(Gathered):
        def add(self, call: Call) -> None:
            taken.set()
            assert may_add.wait(5)
            super().add(call)

    journal._gathered = Slow()
    journal._waiting.append(
        Call((cast.eve.pk, None, "rest", 7), CountedIds().first, [Note(ASKED, "permit", ())])
    )
    writer = threading.Thread(target=journal.gather)
    writer.start()
    assert taken.wait(5)
    threading.Timer(0.1, may_add.set).start()
    journal.end()
    writer.join()
    assert LoggedDecision.objects.count() == 1


def test_what_waits_is_counted_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks when more than so many wait writes them down first, and would be held up for nothing."""
    journal = Journal()
    counts: list[int] = []

    class Watched(Gathered):
        def close(self) -> list[Packet]:
            counts.append(self.size + journal._being_written)
            closed = super().close()
            counts.append(self.size + journal._being_written)
            return closed

    journal._gathered = Watched()
    for revision in range(9):
        note = Note(ASKED, "permit", ())
        journal._waiting.append(Call((cast.eve.pk, None, "rest", revision), CountedIds().first, [note]))
    real = journal_module.write_together

    def fail_later(counted: Any, *given: Any) -> None:
        if journal._being_written < 9:
            raise OperationalError("gone")
        real(counted, *given)

    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "count_together", lambda _: 4)
        patch.setattr(journal_module, "write_together", fail_later)
        with pytest.raises(OperationalError):
            journal.flush()
    # Four are there, and five wait.
    assert (max(counts), journal._being_written) == (9, 5)
    journal.flush()
    assert (journal._being_written, LoggedDecision.objects.count()) == (0, 9)
