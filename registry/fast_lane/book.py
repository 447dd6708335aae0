"""Answers already written out, as bytes: what changes from one telling to the next is an id and an instant.

An answer is decided, veiled and rendered by the code that the long way uses, and kept under its question for as long
as the engine itself would remember it: until the registry changes or something on record begins or ends.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from governance.core.ids import CountedIds
from governance.core.rights import Rights
from imprimatur import Decision, Snapshot, evaluate
from imprimatur.engine import DENY_TTL, PERMIT_TTL
from imprimatur.instants import format_instant
from imprimatur.terms import ANY
from registry.decision_log.asked import key_of, question_of
from registry.decision_log.notes import Note
from registry.decisions.veiling import RECORD_RIGHTS, veil
from registry.fast_lane.reading import Plain, asked_of, count_quotes

#: Answers kept at most for each kind of reader, and resources that denials among them looked at; then the shelf begins
#: anew.
MOST = 20_000
MOST_LOOKED_AT = 200_000
#: What an agent may do hangs on facts about the agent and all it is made of, which no shelf traces.
AGENT = "agent"
#: Stand where the id, the instant and the revision go; nobody outside this process can know and write them.
_ID, _UNTIL, _REVISION = (secrets.token_hex(16) for _ in range(3))
_MARKS = (_ID.encode(), _UNTIL.encode(), orjson.dumps(_REVISION))


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision in [since, before), and its JSON around the id, the instant it is good until, and the revision."""

    decision: Decision
    is_permit: bool
    #: What the log keeps of it.
    note: Note
    since: datetime
    before: datetime | None
    #: From when on something that a permit rests on holds no longer.
    end: datetime | None
    is_unknown: bool
    #: How many quotes the JSON of its question has.
    quotes: int
    parts: tuple[bytes, bytes, bytes, bytes]


Describe = Callable[[Decision, str], dict[str, Any]]


class Turn:
    """The time for which a shelf is of one snapshot, told by its mark; when it is of that one again, it is another."""

    __slots__ = ("mark",)

    def __init__(self, mark: object) -> None:
        self.mark = mark


class Shelf:
    """Answers that stand from one snapshot to the next, as long as no change touches what they rest on.

    A permit rests on its resource; a denial on those as well that were looked at as alternatives, and on which ones are
    approved for its use case. All books of one kind of reader and one format share the shelf. It is of one snapshot at
    a time; a book of another snapshot reads nothing from it and puts nothing onto it.
    """

    def __init__(self) -> None:
        self.turn = Turn(None)
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self.answers: dict[Plain, Answer] = {}
        self._by_resource: dict[tuple[str, str], set[Plain]] = {}
        self._denials: dict[str | None, set[Plain]] = {}
        self._looked_at = 0

    def move_to(self, snapshot: Snapshot) -> None:
        """Make the shelf one of a newer snapshot: what may have changed since is taken down."""
        with self._lock:
            if self.turn.mark is snapshot.lineage.mark:
                return
            affected = snapshot.lineage.list_affected_since(self.turn.mark)
            # Nobody reads it while it is of no snapshot.
            self.turn = Turn(None)
            if affected is None:
                self._clear()
            else:
                for resource, use_cases in affected.items():
                    self._take_down(self._by_resource.pop(resource, ()))
                    for use_case in self._denials.keys() if ANY in use_cases else use_cases:
                        self._take_down(self._denials.get(use_case, ()))
            self.turn = Turn(snapshot.lineage.mark)

    def _take_down(self, asked: Iterable[Plain]) -> None:
        for each in asked:
            self.answers.pop(each, None)

    def put(self, mark: object, asked: Plain, answer: Answer, looked_at: tuple[str, ...] = ()) -> None:
        """Put an answer of a snapshot onto the shelf, if it is that snapshot's still."""
        resource, purpose = asked.resource, asked.action.properties
        use_case = purpose.use_case if purpose else None
        with self._lock:
            if self.turn.mark is not mark:
                return
            if len(self.answers) >= MOST or self._looked_at > MOST_LOOKED_AT:
                self._clear()
            self.answers[asked] = answer
            for each in (resource.id, *looked_at):
                self._by_resource.setdefault((resource.type, each), set()).add(asked)
            if not answer.decision.is_permit:
                self._denials.setdefault(use_case or None, set()).add(asked)
                # One more, its own: those taken down since are remembered until the shelf begins anew, too.
                self._looked_at += 1 + len(looked_at)


class Book:
    """The answers from one snapshot, as one kind of reader may see them, in one format."""

    def __init__(self, snapshot: Snapshot, rights: Rights, describe: Describe, shelf: Shelf) -> None:
        self.snapshot = snapshot
        self._mark = snapshot.lineage.mark
        self._rights, self._describe, self._shelf = rights, describe, shelf
        self._answers: dict[Plain, Answer] = {}
        shelf.move_to(snapshot)

    def find_all(self, questions: Sequence[Plain], now: datetime) -> list[Answer]:
        """Return the answers to questions at an instant; raise InvalidQuestion for one that makes no sense.

        One loop without a call in it, for speed: there are a thousand questions in a call, and it is all they need.
        """
        shelf, own = self._shelf, self._answers
        # Before its answers: then those looked at are of this turn, or the shelf is in another.
        begun = shelf.turn
        turn = begun if begun.mark is self._mark else None
        shelved = shelf.answers
        answers: list[Answer] = []
        for asked in questions:
            found = shelved.get(asked)
            # Asked after the look: what came there in a turn of another snapshot is not this book's, even when the
            # shelf is of this one again by now.
            if found is None or shelf.turn is not turn:
                found = own.get(asked)
            if found is None or now < found.since or (found.before is not None and now >= found.before):
                found = self._write(asked, now)
                # Written onto another one, when the shelf was full.
                shelved = shelf.answers
            answers.append(found)
        return answers

    def _write(self, plain: Plain, now: datetime) -> Answer:
        question = question_of(asked_of(plain))
        # As the engine read it: a data class said twice is one.
        asked = key_of(question)
        decision = evaluate(self.snapshot, question, now)
        remembered = self.snapshot.memo.recall(question, now)
        codes = tuple(reason.code for reason in decision.reasons)
        head, rest = orjson.dumps(mark(self._describe(veil(decision, self._rights), _ID))).split(_MARKS[0])
        middle, rest = rest.split(_MARKS[1])
        before_revision, tail = rest.split(_MARKS[2])
        answer = Answer(
            decision=decision,
            is_permit=decision.is_permit,
            note=Note(asked, decision.decision, codes),
            since=now,
            before=now,
            end=None,
            is_unknown="resource.unknown" in codes,
            quotes=count_quotes(plain),
            parts=(head, middle, before_revision, tail),
        )
        if remembered is None:
            # The engine would not answer the same again; neither does the book.
            return answer
        answer = replace(answer, before=remembered.before, end=remembered.end)
        if AGENT not in (asked[0], asked[5]) and self._is_registered(asked[5:7]):
            if decision.is_permit:
                self._shelf.put(self._mark, plain, answer)
                return answer
            if remembered.looked_at is not None:
                self._shelf.put(self._mark, plain, answer, remembered.looked_at)
                return answer
        if len(self._answers) < MOST:
            self._answers[plain] = answer
        return answer

    def _is_registered(self, resource: tuple[str, str]) -> bool:
        """Say whether a name is that of a resource itself: what an alias says hangs on what it stands for."""
        return (
            self.snapshot.resources.get(resource) is not None and self.snapshot.aliases.get(resource) is None
        )


def tell_all(answers: Sequence[Answer], now: datetime, revision: int) -> tuple[int, list[bytes]]:
    """Return the id of the first answer of a call as a number, and the parts of their JSON with commas between.

    New in each is its id, which follows that of the one before, and until when it may be relied on.
    """
    ids = CountedIds()
    stem, said_revision = ids.stem, b"%d" % revision
    permit_end, deny_end = now + PERMIT_TTL, now + DENY_TTL
    instants: dict[datetime, bytes] = {}
    parts: list[bytes] = []
    for answer, ending in zip(answers, ids.endings, strict=False):
        if not answer.is_permit:
            end = deny_end
        elif answer.end is None or answer.end >= permit_end:
            end = permit_end
        else:
            end = answer.end
        until = instants.get(end)
        if until is None:
            until = instants[end] = format_instant(end).encode()
        head, middle, before_revision, tail = answer.parts
        parts += (head, stem, ending, middle, until, before_revision, said_revision, tail, b",")
    parts.pop()
    return ids.first, parts


def mark(described: dict[str, Any]) -> dict[str, Any]:
    """Put marks where the instant and the revision of a described answer stand, in it or in its context."""
    holder = described.get("context", described)
    holder["valid_until"], holder["revision"] = _UNTIL, _REVISION
    return described


def sight_of(rights: Rights) -> frozenset[str]:
    """Return which kinds of records a caller's answers may name: callers with the same sight share a book."""
    return frozenset(kind for kind, right in RECORD_RIGHTS.items() if rights.everywhere_has(right))
