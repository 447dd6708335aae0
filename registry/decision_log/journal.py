"""Takes note of every decision in microseconds and writes them down in batches, off the path of any answer.

A batch is written every FLUSH_EVERY seconds and when the process ends; a process that is killed takes what it has not
written along, unless DECISION_LOG=strict: then a decision is written before it is told, or it is not told.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections import deque
from collections.abc import Iterable

import structlog
from django.db import DataError, IntegrityError, connections

from governance.core.kept_settings import KeptSetting
from governance.core.threads import KeptThread
from registry.decision_log.notes import Call, Counted, Gathered, Packet
from registry.decision_log.pacing import SPELLED, Pace
from registry.decision_log.rows import count_together, write_together

log = structlog.get_logger(__name__)
FLUSH_EVERY = 5.0
#: A little and often: while the writer works, those who answer wait for it. Measured with `http_speed`: putting 250 ms
#: of calls together at once, and ten rows into one statement, made the slowest hundredth of the answers take 6 ms
#: instead of 1.3; spelling out all rows of a flush at once, when each is of a revision of its own, took them to 12.
GATHER_EVERY = 0.02
IDLE = 0.25
#: Calls that may wait to be written; who brings one more writes them down first.
MOST_WAITING = 50_000
#: Rows that may wait; beyond, whoever asks writes them down first, so that a flood slows its sender.
MOST_UNWRITTEN = 100_000
BREATH = 0.002


class Journal:
    """Calls that wait to be written, and the thread that writes them."""

    def __init__(self) -> None:
        self._begin_anew()
        self._writer = KeptThread("decision-log", self._write_all)
        # What a forked process finds here is its parent's to write, and so is the lock.
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._writing = threading.Lock()
        self._waiting: deque[Call] = deque()
        self._gathered = Gathered()
        #: What is being written: closed first, then rows.
        self._closed: deque[Packet] = deque()
        self._unwritten: list[Counted] = []
        #: How many rows these are, at most.
        self._being_written = 0

    def add(self, call: Call, *, is_inside: bool = False) -> bool:
        """Take note of a call: written soon, or before this returns in strict mode; raises what the database raises.

        Returned is whether this thread has written, over its own connection.
        `is_inside` says that the asker's own transaction may hold the lock that a thread would wait for.
        """
        mode = _mode.value
        if mode == "off":
            return False
        if is_inside or mode == "strict":
            write([call])
            return True
        self._waiting.append(call)
        if len(self._waiting) > MOST_WAITING or self._gathered.size + self._being_written > MOST_UNWRITTEN:
            self.flush()
            return True
        self._writer.ensure()
        return False

    def gather(self) -> None:
        """Put what waits together; a little at a time costs those who answer meanwhile least."""
        with self._writing:
            self._gather()

    def _gather(self) -> None:
        while self._waiting:
            self._gathered.add(self._waiting.popleft())

    def flush(self, breath: float = 0.0) -> None:
        """Write what waits, in parts; what cannot be written now is kept for the next time.

        After every few rows comes a pause of `breath` seconds: who answers meanwhile must not wait for all of them.
        """
        with self._writing:
            self._gather()
            # Those who ask meanwhile look at both numbers, and must not see a row in each of them.
            number = self._gathered.size
            self._closed += self._gathered.close()
            self._being_written += number
            size = count_together(self._being_written)
            # What comes meanwhile must not be put together all at once either; it is written the next time.
            pace = Pace(self._being_written, breath, meanwhile=self._gather)
            while self._closed or self._unwritten:
                while self._closed and len(self._unwritten) < size:
                    self._spell_out(pace)
                rows = self._unwritten[:size]
                write_what_can_be(rows, pace)
                self._being_written -= len(rows)
                del self._unwritten[:size]
                pace.pause()
            # Notes that were the same became one row.
            self._being_written = 0

    def _spell_out(self, pace: Pace) -> None:
        rows = []
        for counted in self._closed[0].spell_out():
            rows.append(counted)
            pace.did(SPELLED)
        self._unwritten += rows
        self._closed.popleft()

    @property
    def is_empty(self) -> bool:
        """Say whether everything is written."""
        return not (self._waiting or self._closed or self._unwritten or self._gathered.size)

    def _write_all(self) -> None:
        written_at = time.monotonic()
        while True:
            time.sleep(IDLE if self.is_empty else GATHER_EVERY)
            self.gather()
            if time.monotonic() - written_at < FLUSH_EVERY or self.is_empty:
                continue
            written_at = time.monotonic()
            try:
                self.flush(BREATH)
            except Exception:
                log.exception("decision_log_not_written")
            finally:
                # Not kept from those who answer until the next time.
                connections.close_all()

    def end(self) -> None:
        """Write what waits before the process ends."""
        try:
            # Also when it seems to be empty: its thread may hold a call in its hands.
            self.flush()
        except Exception:
            log.exception("decision_log_lost")


def write(calls: Iterable[Call]) -> None:
    """Write calls as rows: one for the same note of the same caller, however often it was made."""
    gathered = Gathered()
    for call in calls:
        gathered.add(call)
    write_together([counted for packet in gathered.close() for counted in packet.spell_out()])


def write_what_can_be(counted: list[Counted], pace: Pace) -> None:
    """Write rows together, or else one by one those that are not there yet.

    One of an account that a restored database does not know can not be written. Others may be there already: the
    database committed them, but the connection broke before it could say so.
    """
    try:
        write_together(counted, pace)
    except (IntegrityError, DataError):
        for each in counted:
            try:
                write_together([each])
            except (IntegrityError, DataError):
                log.exception("decisions_not_recorded", caller=str(each.who[0]), decisions=len(each.numbers))


_mode = KeptSetting("DECISION_LOG")
journal = Journal()
atexit.register(journal.end)
