"""Takes note of every decision in microseconds and writes them down in batches, off the path of any answer.

A batch is written every FLUSH_EVERY seconds and when the process ends; a process that is killed takes what it has not
written along, unless DECISION_LOG=strict: then a decision is written before it is told, or it is not told.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DataError, IntegrityError, connection, connections

from registry.decision_log.models import LoggedDecision
from registry.decision_log.packing import pack_call

log = structlog.get_logger(__name__)
FLUSH_EVERY = 2.0
WAIT_AT_EXIT = 10.0
#: Calls that may wait to be written; who brings one more writes them down first.
MOST_WAITING = 50_000
ROWS_AT_ONCE = 500
IDLE_ENDS_AFTER = 30.0


class Note(NamedTuple):
    """One decision: what was asked, as (subject type and id, action, use case, phase, resource type and id, data
    classes, region, environment), and what was said."""

    asked: tuple[Any, ...]
    decision: str
    codes: tuple[str, ...]
    revision: int
    asked_about: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """The decisions of one call; their ids count up from the first."""

    caller_id: UUID
    key_id: UUID | None
    through: str
    at: datetime
    first_id: UUID
    notes: Sequence[Note]


class Journal:
    """Calls that wait to be written, and the thread that writes them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: deque[Call] = deque()
        self._writer: threading.Thread | None = None

    def add(self, call: Call) -> None:
        """Take note of a call: written soon, or before this returns in strict mode; raises what the database raises."""
        if settings.DECISION_LOG == "off":
            return
        if settings.DECISION_LOG == "strict" or connection.in_atomic_block:
            # Inside a transaction the asker may hold the lock that a thread would wait for.
            write([call])
            return
        self._waiting.append(call)
        if len(self._waiting) > MOST_WAITING:
            self.flush()
        # A thread does not survive a fork, so "is there one" is asked of the thread itself.
        elif self._writer is None or not self._writer.is_alive():
            self._start()

    def flush(self) -> None:
        """Write what waits; what cannot be written now is kept for the next time."""
        with self._writing:
            calls: list[Call] = []
            while self._waiting and len(calls) < MOST_WAITING:
                calls.append(self._waiting.popleft())
            try:
                write(calls)
            except (IntegrityError, DataError):
                write_one_by_one(calls)
            except Exception:
                self._waiting.extendleft(reversed(calls))
                raise

    def _start(self) -> None:
        with self._lock:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._write_all, name="decision-log", daemon=True)
                self._writer.start()

    def _write_all(self) -> None:
        idle_since = time.monotonic()
        try:
            while True:
                time.sleep(FLUSH_EVERY)
                if self._waiting:
                    idle_since = time.monotonic()
                    try:
                        self.flush()
                    except Exception:
                        log.exception("decision_log_not_written", waiting=len(self._waiting))
                        connections.close_all()
                with self._lock:
                    if not self._waiting and time.monotonic() - idle_since > IDLE_ENDS_AFTER:
                        self._writer = None
                        return
        finally:
            connections.close_all()

    def end(self) -> None:
        """Write what waits before the process ends."""
        try:
            if self._waiting:
                self.flush()
        except Exception:
            log.exception("decision_log_lost", waiting=len(self._waiting))


def write_one_by_one(calls: Iterable[Call]) -> None:
    """Write what can be written; a call of an account that a restored database does not know can not."""
    for call in calls:
        try:
            write([call])
        except (IntegrityError, DataError):
            log.exception("decisions_not_recorded", caller=str(call.caller_id), decisions=len(call.notes))


def write(calls: Iterable[Call]) -> None:
    """Write calls as rows: one for the same note of the same caller, however often it was made."""
    groups: dict[tuple[Any, ...], list[tuple[Call, list[int]]]] = {}
    for call in calls:
        places: dict[Note, list[int]] = {}
        for place, note in enumerate(call.notes):
            found = places.get(note)
            if found is None:
                places[note] = [place]
            else:
                found.append(place)
        for note, offsets in places.items():
            who = (call.caller_id, call.key_id, call.through, note)
            groups.setdefault(who, []).append((call, offsets))
    rows = [make_row(who, parts) for who, parts in groups.items()]
    LoggedDecision.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def make_row(who: tuple[Any, ...], parts: list[tuple[Call, list[int]]]) -> LoggedDecision:
    """Return the row of one note of one caller, and the calls it was made in."""
    caller_id, key_id, through, note = who
    subject_type, subject_id, action, use_case, phase = note.asked[:5]
    resource_type, resource_id, data_classes, region, environment = note.asked[5:]
    instants = [call.at for call, _offsets in parts]
    return LoggedDecision(
        first_at=min(instants),
        last_at=max(instants),
        times=sum(len(offsets) for _call, offsets in parts),
        decision=note.decision,
        code=note.codes[0] if note.codes else "",
        codes=list(note.codes),
        revision=note.revision,
        through=through,
        caller_id=caller_id,
        key_id=key_id,
        subject_type=subject_type,
        subject_id=subject_id,
        action=action,
        use_case=use_case or "",
        phase=phase,
        resource_type=resource_type,
        resource_id=resource_id,
        data_classes=list(data_classes),
        region=region or "",
        environment=environment or "",
        asked_about=note.asked_about,
        decision_ids=b"".join(pack_call(call.first_id, offsets) for call, offsets in parts),
    )


journal = Journal()
atexit.register(journal.end)
