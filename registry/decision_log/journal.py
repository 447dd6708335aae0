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
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, connection, connections, transaction

from governance.core.ids import new_id
from governance.core.kept_settings import KeptSetting
from governance.core.threads import KeptThread
from registry.decision_log.asked import Asked
from registry.decision_log.models import LoggedDecision
from registry.decision_log.packing import pack_ids, told_at

log = structlog.get_logger(__name__)
FLUSH_EVERY = 5.0
#: A little and often: while the writer works, those who answer wait for it. Measured with `http_speed`: putting 250 ms
#: of calls together at once, and ten rows into one statement, made the slowest hundredth of the answers take 6 ms
#: instead of 1.3.
GATHER_EVERY = 0.02
IDLE = 0.25
#: Calls that may wait to be written; who brings one more writes them down first.
MOST_WAITING = 50_000
#: Rows that may wait; beyond, whoever asks writes them down first, so that a flood slows its sender.
MOST_UNWRITTEN = 100_000
ROWS_AT_ONCE = 3
#: Statements of one flush, about: of many rows each takes more of them, so that writing keeps up with answering.
PARTS = 600
BREATH = 0.002


class Note(NamedTuple):
    """One decision: what was asked and what was said."""

    asked: Asked
    decision: str
    codes: tuple[str, ...]
    asked_about: datetime | None = None


#: Who a call was for, and from which revision: (caller, key, through, revision).
Who = tuple[UUID, UUID | None, str, int]


class Call(NamedTuple):
    """The decisions of one call, all from one revision; their ids, as numbers, count up from the first."""

    who: Who
    first_id: int
    notes: Sequence[Note]


class Gathered:
    """Notes of many calls, each once for each caller, with the ids of all answers that it stands for.

    A note is known by its identity first: the same question is answered with the same note, and comparing two takes
    longer than answering.
    """

    def __init__(self) -> None:
        self._notes: dict[int, Note] = {}
        #: Rows that this makes, at most.
        self.size = 0
        self._numbers: dict[Who, dict[int, list[int]]] = {}

    def add(self, call: Call) -> None:
        """Add the notes of a call."""
        who, number, notes = call
        numbers = self._numbers.setdefault(who, {})
        for note in notes:
            key = id(note)
            try:
                numbers[key].append(number)
            except KeyError:
                numbers[key] = [number]
                self.size += 1
                self._notes[key] = note
            number += 1

    def list_rows(self) -> list[tuple[Who, Note, list[int]]]:
        """Return each note of each caller with the ids of its answers, as numbers in ascending order."""
        merged: dict[tuple[Who, Note], list[int]] = {}
        for who, by_key in self._numbers.items():
            for key, numbers in by_key.items():
                merged.setdefault((who, self._notes[key]), []).extend(numbers)
        return [(who, note, sorted(numbers)) for (who, note), numbers in merged.items()]


class Journal:
    """Calls that wait to be written, and the thread that writes them."""

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._waiting: deque[Call] = deque()
        self._gathered = Gathered()
        self._unwritten: list[tuple[Who, Note, list[int]]] = []
        self._writer = KeptThread("decision-log", self._write_all)

    def add(self, call: Call, *, is_inside: bool = False) -> None:
        """Take note of a call: written soon, or before this returns in strict mode; raises what the database raises.

        `is_inside` says that the asker's own transaction may hold the lock that a thread would wait for.
        """
        mode = _mode.value
        if mode == "off":
            return
        if is_inside or mode == "strict":
            write([call])
            return
        self._waiting.append(call)
        if len(self._waiting) > MOST_WAITING or self._gathered.size + len(self._unwritten) > MOST_UNWRITTEN:
            self.flush()
        else:
            self._writer.ensure()

    def gather(self) -> None:
        """Put what waits together; a little at a time costs those who answer meanwhile least."""
        with self._writing:
            self._gather()

    def _gather(self) -> None:
        while self._waiting:
            self._gathered.add(self._waiting.popleft())

    def flush(self, breath: float = 0.0) -> None:
        """Write what waits, in parts; what cannot be written now is kept for the next time."""
        with self._writing:
            self._gather()
            self._unwritten += self._gathered.list_rows()
            self._gathered = Gathered()
            size = max(ROWS_AT_ONCE, len(self._unwritten) // PARTS)
            while self._unwritten:
                write_rows(self._unwritten[:size])
                del self._unwritten[:size]
                # Who answers meanwhile must not wait for a thousand rows to be made.
                time.sleep(breath)

    @property
    def is_empty(self) -> bool:
        """Say whether everything is written."""
        return not (self._waiting or self._unwritten or self._gathered.size)

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
            if not self.is_empty:
                self.flush()
        except Exception:
            log.exception("decision_log_lost")


def write(calls: Iterable[Call]) -> None:
    """Write calls as rows: one for the same note of the same caller, however often it was made."""
    gathered = Gathered()
    for call in calls:
        gathered.add(call)
    insert([make_row(*each) for each in gathered.list_rows()])


def write_rows(rows: list[tuple[Who, Note, list[int]]]) -> None:
    """Write rows together, or else one by one: one of an account that a restored database does not know can not be."""
    try:
        insert([make_row(*each) for each in rows])
    except (IntegrityError, DataError):
        for each in rows:
            try:
                insert([make_row(*each)])
            except (IntegrityError, DataError):
                log.exception("decisions_not_recorded", caller=str(each[0][0]), decisions=len(each[2]))


#: The columns, in the order in which `make_row` gives them.
_COLUMNS = """
id first_at last_at times decision code codes revision through caller key_id subject_type subject_id action use_case
phase resource_type resource_id data_classes region environment asked_about decision_ids
"""


def make_row(who: Who, note: Note, numbers: list[int]) -> tuple[Any, ...]:
    """Return the values of one row; its instants are those that the ids carry."""
    caller_id, key_id, through, revision = who
    subject_type, subject_id, action, use_case, phase = note.asked[:5]
    resource_type, resource_id, data_classes, region, environment = note.asked[5:]
    return (
        new_id(),
        told_at(numbers[0]),
        told_at(numbers[-1]),
        len(numbers),
        note.decision,
        note.codes[0] if note.codes else "",
        list(note.codes),
        revision,
        through,
        caller_id,
        key_id,
        subject_type,
        subject_id,
        action,
        use_case or "",
        phase,
        resource_type,
        resource_id,
        list(data_classes),
        region or "",
        environment or "",
        note.asked_about,
        pack_ids(numbers),
    )


@transaction.atomic
def insert(rows: list[tuple[Any, ...]]) -> None:
    """Insert rows by one statement. The model's own bulk_create takes ten times as long for what has no relations."""
    fields: list[Any] = [LoggedDecision._meta.get_field(name) for name in _COLUMNS.split()]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    prepare = [field.get_db_prep_save for field in fields]
    values = [each(value, connection) for row in rows for each, value in zip(prepare, row, strict=True)]
    table = quote(LoggedDecision._meta.db_table)
    every = ", ".join([one] * len(rows))
    statement = f"INSERT INTO {table} ({columns}) VALUES {every}"  # noqa: S608 - names of ours  # nosec B608
    with connection.cursor() as cursor:  # unrecorded: the rows are themselves the record
        cursor.execute(statement, values)


_mode = KeptSetting("DECISION_LOG")
journal = Journal()
atexit.register(journal.end)
