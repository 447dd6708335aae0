"""Reads of the state are shared, and never with a question that came after the read began."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from governance.core import freshness
from governance.core.freshness import StateReader, _Round
from governance.core.revisions import RegistryState

WAIT = 5.0


def state(revision: int) -> RegistryState:
    return RegistryState(revision, UUID(int=revision), UUID(int=0))


class SlowReader(StateReader):
    """Reads what stands in `committed` when a read begins, and ends when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.committed = state(1)
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)
        self.reads = 0
        self.fault: Exception | None = None

    def _query(self) -> RegistryState:
        self.reads += 1
        seen, fault = self.committed, self.fault
        self.begun.release()
        assert self.may_end.acquire(timeout=WAIT)
        if fault is not None:
            raise fault
        return seen


def wait_until_waiting(number: int) -> None:
    """Return when so many threads wait for a read that is under way."""
    for _ in range(500):
        standing = [frame.f_code for frame in sys._current_frames().values()]
        if sum(code in (_Round.wait.__code__, _Round.wait_to_follow.__code__) for code in standing) == number:
            return
        threading.Event().wait(0.01)
    pytest.fail("nobody waits")


def test_a_question_that_came_during_a_read_is_not_answered_from_it() -> None:
    reader = SlowReader()
    with ThreadPoolExecutor(9) as pool:
        first: Future[RegistryState] = pool.submit(reader.read)
        assert reader.begun.acquire(timeout=WAIT)
        reader.committed = state(2)
        later = [pool.submit(reader.read) for _ in range(8)]
        wait_until_waiting(8)
        reader.may_end.release(2)
        assert first.result(WAIT) == state(1)
        assert {each.result(WAIT) for each in later} == {state(2)}
    # Eight that waited together cost one read.
    assert reader.reads == 2


def test_a_fault_reaches_everybody_who_waited_for_that_read_and_nobody_else() -> None:
    reader = SlowReader()
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(reader.read)
        assert reader.begun.acquire(timeout=WAIT)
        reader.fault = OperationalError("gone")
        later = [pool.submit(reader.read) for _ in range(3)]
        wait_until_waiting(3)
        reader.may_end.release(2)
        assert first.result(WAIT) == state(1)
        for each in later:
            with pytest.raises(OperationalError, match="gone"):
                each.result(WAIT)
    reader.fault = None
    reader.may_end.release()
    assert reader.read() == state(1)


def test_a_reader_that_is_told_to_end_leaves_nobody_waiting() -> None:
    reader = SlowReader()
    with ThreadPoolExecutor(1) as pool:
        reader.fault = SystemExit()  # type: ignore[assignment]
        broken = pool.submit(reader.read)
        assert reader.begun.acquire(timeout=WAIT)
        reader.may_end.release(2)
        with pytest.raises(SystemExit):
            broken.result(WAIT)
    reader.fault = None
    assert reader.read() == state(1)


def test_one_that_is_told_to_end_as_its_turn_comes_leaves_the_turn_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = SlowReader()
    real = _Round.wait_to_follow

    def end(before: _Round) -> None:
        real(before)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(_Round, "wait_to_follow", end)
        with pytest.raises(SystemExit):
            reader.read()
    reader.may_end.release()
    later: list[RegistryState] = []
    # If it waits for ever it must not keep the process.
    thread = threading.Thread(target=lambda: later.append(reader.read()), daemon=True)
    thread.start()
    thread.join(WAIT)
    assert later == [state(1)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_only_half_made_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = StateReader()
    real = freshness.connect_alone

    def break_off() -> None:
        raise MemoryError

    def connect_badly() -> Any:
        link = real()
        link.ensure_connection = break_off
        return link

    with monkeypatch.context() as patch:
        patch.setattr(freshness, "connect_alone", connect_badly)
        with pytest.raises(MemoryError):
            reader.read()
    assert reader.read() is not None
    reader.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_driver_gave_up_is_made_anew() -> None:
    reader = StateReader()
    before = reader.read()
    reader._link.connection.pgconn.finish()
    assert reader.read() == before
    reader.close()
