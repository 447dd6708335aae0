"""Notes unknown resources: bounded, once a minute, by a thread of its own, and never in the way of an answer."""

from __future__ import annotations

import atexit
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from queue import Full, Queue

import structlog
from django.db import connection, connections

from governance.accounts.services import get_system_actor
from governance.core.origin import Origin, arriving_through, current_origin
from governance.core.threads import KeptThread
from registry.ai_models.naming import printable
from registry.sightings.models import LONGEST
from registry.sightings.services import note_sighting

log = structlog.get_logger(__name__)
AGAIN_AFTER = 60.0
HOUR = 3_600.0
NEW_NAMES_AN_HOUR = 50
MOST_REMEMBERED = 10_000
MOST_WAITING = 1_000
WAIT_AT_EXIT = 5.0


@dataclass(frozen=True, slots=True)
class Note:
    """One unknown name, who asked for it and through what."""

    resource_type: str
    identifier: str
    subject: str
    use_case: str
    origin: Origin


class Limiter:
    """Remembers in this process what was noted lately and how many new names each caller brought within the hour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: dict[tuple[str, str], float] = {}
        self._brought: dict[str, deque[float]] = defaultdict(deque)

    def allows(self, name: tuple[str, str], caller: str, now: float) -> bool:
        """Return whether the name may be noted now; a caller with too many new names must wait."""
        with self._lock:
            last = self._noted.get(name)
            if last is not None and now - last < AGAIN_AFTER:
                return False
            brought = self._brought[caller]
            while brought and now - brought[0] > HOUR:
                brought.popleft()
            if last is None:
                if len(brought) >= NEW_NAMES_AN_HOUR:
                    return False
                brought.append(now)
            if len(self._noted) >= MOST_REMEMBERED:
                self._noted.clear()
            self._noted[name] = now
            return True


class Notebook:
    """Hands notes to a thread: a write may wait for another writer, an answer may not.

    What does not fit is dropped, and so is what is still waiting a little after the process was told to end: the next
    question brings it again.
    """

    def __init__(self) -> None:
        self._waiting: Queue[Note] = Queue(MOST_WAITING)
        self._writer = KeptThread("sightings", self._write_all)

    def add(self, note: Note) -> None:
        """Leave a note to be written soon; drop it when too many wait."""
        try:
            self._waiting.put_nowait(note)
        except Full:
            log.warning("sighting_dropped", resource_type=note.resource_type)
            return
        self._writer.ensure()

    def wait(self, seconds: float = WAIT_AT_EXIT) -> None:
        """Return when everything that was added is written, or the time is over."""
        if self._writer.is_alive:
            with self._waiting.all_tasks_done:
                self._waiting.all_tasks_done.wait_for(lambda: not self._waiting.unfinished_tasks, seconds)

    def _write_all(self) -> None:
        while True:
            write(self._waiting.get())
            if self._waiting.empty():
                # Nobody knows when the next one comes.
                connections.close_all()
            self._waiting.task_done()


_limiter = Limiter()
_notebook = Notebook()


def note_unknown(
    *, resource_type: str, identifier: str, subject: str, use_case: str, caller_key: str
) -> None:
    """Leave a note that something unknown was asked for; a fault is logged and changes nothing for the asker."""
    name = printable(identifier, LONGEST)[:LONGEST]
    if not _limiter.allows((resource_type, name), caller_key, time.monotonic()):
        return
    note = Note(
        resource_type=resource_type,
        identifier=name,
        subject=printable(subject, 200)[:200],
        use_case=printable(use_case, 120)[:120],
        origin=current_origin(),
    )
    if connection.in_atomic_block:
        # The asker's own transaction may hold the write lock that a thread would wait for.
        write(note)
    else:
        _notebook.add(note)


def finish() -> None:
    """Wait a little for what is still to be written."""
    _notebook.wait()


def write(note: Note) -> None:
    """Write one note; whatever goes wrong is logged, since nobody waits for it."""
    try:
        with arriving_through(
            note.origin.channel, request_id=note.origin.request_id, address=note.origin.address
        ):
            note_sighting(
                actor=get_system_actor("sightings"),
                resource_type=note.resource_type,
                identifier=note.identifier,
                subject=note.subject,
                use_case=note.use_case,
            )
    except Exception:
        log.exception("sighting_not_noted", resource_type=note.resource_type)


# A command that asks and ends would otherwise take its notes along.
atexit.register(finish)
