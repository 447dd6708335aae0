"""Answers already written out, as bytes: what changes from one telling to the next is an id and an instant.

An answer is decided, veiled and rendered by the code that the long way uses, and kept under its question for as long
as the engine itself would remember it: until the registry changes or something on record begins or ends.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from governance.core.ids import new_first_id
from governance.core.rights import Rights
from imprimatur import Decision, Snapshot, evaluate
from imprimatur.engine import DENY_TTL, PERMIT_TTL
from imprimatur.instants import format_instant
from imprimatur.terms import ANY
from registry.decision_log.asked import Asked, question_of
from registry.decision_log.journal import Note
from registry.decisions.veiling import RECORD_RIGHTS, veil

#: Answers kept at most for each kind of reader, and resources that denials among them looked at; then the shelf begins
#: anew.
MOST = 20_000
MOST_LOOKED_AT = 200_000
#: What an agent may do hangs on facts about the agent and all it is made of, which no shelf traces.
AGENT = "agent"
#: Stand where the id, the instant and the revision go; nobody outside this process can know and write them.
_ID, _UNTIL, _REVISION = (secrets.token_hex(16) for _ in range(3))
_MARKS = (_ID.encode(), _UNTIL.encode(), orjson.dumps(_REVISION))


class Answer(NamedTuple):
    """A decision in [since, before), and its JSON around the id, the instant it is good until, and the revision."""

    decision: Decision
    #: What the log keeps of it.
    note: Note
    since: datetime
    before: datetime | None
    #: From when on something that a permit rests on holds no longer.
    end: datetime | None
    is_unknown: bool
    parts: tuple[bytes, bytes, bytes, bytes]


Describe = Callable[[Decision, str], dict[str, Any]]


class Shelf:
    """Answers that stand from one snapshot to the next, as long as no change touches what they rest on.

    A permit rests on its resource; a denial on those as well that were looked at as alternatives, and on which ones are
    approved for its use case. All books of one kind of reader and one format share the shelf. It is of one snapshot at
    a time, told by its mark; a book of another snapshot reads nothing from it and puts nothing onto it.
    """

    def __init__(self) -> None:
        self.mark: object = None
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self.answers: dict[Asked, Answer] = {}
        self._by_resource: dict[tuple[str, str], set[Asked]] = {}
        self._denials: dict[str | None, set[Asked]] = {}
        self._looked_at = 0

    def move_to(self, snapshot: Snapshot) -> None:
        """Make the shelf one of a newer snapshot: what may have changed since is taken down."""
        with self._lock:
            if self.mark is snapshot.lineage.mark:
                return
            affected = snapshot.lineage.list_affected_since(self.mark)
            # Nobody reads it while it is of no snapshot.
            self.mark = None
            if affected is None:
                self._clear()
            else:
                for resource, use_cases in affected.items():
                    self._take_down(self._by_resource.pop(resource, ()))
                    for use_case in self._denials.keys() if ANY in use_cases else use_cases:
                        self._take_down(self._denials.get(use_case, ()))
            self.mark = snapshot.lineage.mark

    def _take_down(self, asked: Iterable[Asked]) -> None:
        for each in asked:
            self.answers.pop(each, None)

    def put(self, mark: object, asked: Asked, answer: Answer, looked_at: tuple[str, ...] = ()) -> None:
        """Put an answer of a snapshot onto the shelf, if it is that snapshot's still."""
        kind, name = asked[5:7]
        with self._lock:
            if self.mark is not mark:
                return
            if len(self.answers) >= MOST or self._looked_at > MOST_LOOKED_AT:
                self._clear()
            self.answers[asked] = answer
            for each in (name, *looked_at):
                self._by_resource.setdefault((kind, each), set()).add(asked)
            if not answer.decision.is_permit:
                self._denials.setdefault(asked[3], set()).add(asked)
                self._looked_at += len(looked_at)


class Book:
    """The answers from one snapshot, as one kind of reader may see them, in one format."""

    def __init__(self, snapshot: Snapshot, rights: Rights, describe: Describe, shelf: Shelf) -> None:
        self.snapshot = snapshot
        self._mark = snapshot.lineage.mark
        self._rights, self._describe, self._shelf = rights, describe, shelf
        self._answers: dict[Asked, Answer] = {}
        shelf.move_to(snapshot)

    def find(self, asked: Asked, now: datetime) -> Answer:
        """Return the answer to a question at an instant; raise InvalidQuestion for one that makes no sense."""
        found = self._shelf.answers.get(asked)
        # Read from the shelf before it was asked whose it is: what came there later is not this book's.
        if found is None or self._shelf.mark is not self._mark:
            found = self._answers.get(asked)
        if found is None or now < found.since or (found.before is not None and now >= found.before):
            found = self._write(asked, now)
        return found

    def _write(self, asked: Asked, now: datetime) -> Answer:
        question = question_of(asked)
        decision = evaluate(self.snapshot, question, now)
        remembered = self.snapshot.memo.recall(question, now)
        codes = tuple(reason.code for reason in decision.reasons)
        head, rest = orjson.dumps(mark(self._describe(veil(decision, self._rights), _ID))).split(_MARKS[0])
        middle, rest = rest.split(_MARKS[1])
        before_revision, tail = rest.split(_MARKS[2])
        answer = Answer(
            decision=decision,
            note=Note(asked, decision.decision, codes),
            since=now,
            before=now,
            end=None,
            is_unknown="resource.unknown" in codes,
            parts=(head, middle, before_revision, tail),
        )
        if remembered is None:
            # The engine would not answer the same again; neither does the book.
            return answer
        answer = answer._replace(before=remembered.before, end=remembered.end)
        if AGENT not in (asked[0], asked[5]) and self._is_registered(asked[5:7]):
            if decision.is_permit:
                self._shelf.put(self._mark, asked, answer)
                return answer
            if remembered.looked_at is not None:
                self._shelf.put(self._mark, asked, answer, remembered.looked_at)
                return answer
        if len(self._answers) < MOST:
            self._answers[asked] = answer
        return answer

    def _is_registered(self, resource: tuple[str, str]) -> bool:
        """Say whether a name is that of a resource itself: what an alias says hangs on what it stands for."""
        return (
            self.snapshot.resources.get(resource) is not None and self.snapshot.aliases.get(resource) is None
        )


class Telling:
    """What is new in each answer of one call: an id, and until when a permit or a denial may be relied on."""

    def __init__(self, now: datetime, revision: int) -> None:
        self._revision = b"%d" % revision
        self._permit_end = now + PERMIT_TTL
        self._deny_end = now + DENY_TTL
        self._texts: dict[datetime, bytes] = {}
        self.first_id = new_first_id()
        first = str(self.first_id)
        self._stem, self._next = first[:-12].encode(), int(first[-12:], 16)

    def tell(self, answer: Answer, parts: list[bytes]) -> None:
        """Add the JSON of one answer to the parts of the body; the ids of one call follow one another."""
        if answer.decision.decision != "permit":
            end = self._deny_end
        elif answer.end is None or answer.end >= self._permit_end:
            end = self._permit_end
        else:
            end = answer.end
        until = self._texts.get(end)
        if until is None:
            until = self._texts[end] = format_instant(end).encode()
        decision_id = b"%b%012x" % (self._stem, self._next)
        self._next += 1
        head, middle, before_revision, tail = answer.parts
        parts += (head, decision_id, middle, until, before_revision, self._revision, tail)


def mark(described: dict[str, Any]) -> dict[str, Any]:
    """Put marks where the instant and the revision of a described answer stand, in it or in its context."""
    holder = described.get("context", described)
    holder["valid_until"], holder["revision"] = _UNTIL, _REVISION
    return described


def sight_of(rights: Rights) -> frozenset[str]:
    """Return which kinds of records a caller's answers may name: callers with the same sight share a book."""
    return frozenset(kind for kind, right in RECORD_RIGHTS.items() if rights.everywhere_has(right))
