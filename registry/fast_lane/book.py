"""Answers already written out, as bytes: what changes from one telling to the next is an id and an instant.

An answer is decided, veiled and rendered by the code that the long way uses, and kept under its question for as long
as the engine itself would remember it: until the registry changes or something on record begins or ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from governance.core.ids import new_first_id
from governance.core.rights import Rights
from imprimatur import Decision, Question, Snapshot, evaluate
from imprimatur.engine import DENY_TTL, PERMIT_TTL
from imprimatur.instants import format_instant
from registry.decision_log.journal import Note
from registry.decisions.veiling import RECORD_RIGHTS, veil
from registry.fast_lane.reading import Asked, to_body

#: Answers kept at most for each kind of reader; then the book begins anew.
MOST = 20_000
#: Stand where the id and the instant go; nobody outside this process can know and write them.
_ID, _UNTIL = secrets.token_hex(16), secrets.token_hex(16)
_MARKS = (_ID.encode(), _UNTIL.encode())


class Answer(NamedTuple):
    """A decision in [since, before), and its JSON around the id and the instant it may be relied on until."""

    decision: Decision
    #: What the log keeps of it.
    note: Note
    since: datetime
    before: datetime | None
    #: From when on something that a permit rests on holds no longer.
    end: datetime | None
    is_unknown: bool
    head: bytes
    middle: bytes
    tail: bytes


Describe = Callable[[Decision, str], dict[str, Any]]


class Book:
    """The answers from one snapshot, as one kind of reader may see them, in one format."""

    def __init__(self, snapshot: Snapshot, rights: Rights, describe: Describe) -> None:
        self.snapshot = snapshot
        self._rights, self._describe = rights, describe
        self._answers: dict[Asked, Answer] = {}

    def find(self, asked: Asked, now: datetime) -> Answer:
        """Return the answer to a question at an instant; raise InvalidQuestion for one that makes no sense."""
        found = self._answers.get(asked)
        if found is None or now < found.since or (found.before is not None and now >= found.before):
            found = self._write(asked, now)
        return found

    def _write(self, asked: Asked, now: datetime) -> Answer:
        question = Question.from_dict(to_body(asked))
        decision = evaluate(self.snapshot, question, now)
        remembered = self.snapshot.memo.recall(question, now)
        shown = veil(decision, self._rights)
        is_unknown = any(reason.code == "resource.unknown" for reason in decision.reasons)
        text = orjson.dumps(mark(self._describe(shown, _ID)))
        head, _id, rest = text.partition(_MARKS[0])
        middle, _until, tail = rest.partition(_MARKS[1])
        codes = tuple(reason.code for reason in decision.reasons)
        note = Note(asked, decision.decision, codes, decision.revision)
        if remembered is None:
            # The engine would not answer the same again; neither does the book.
            return Answer(decision, note, now, now, None, is_unknown, head, middle, tail)
        before, end = remembered.before, remembered.end
        answer = Answer(decision, note, now, before, end, is_unknown, head, middle, tail)
        if len(self._answers) >= MOST:
            self._answers = {}
        self._answers[asked] = answer
        return answer


class Telling:
    """What is new in each answer of one call: an id, and until when a permit or a denial may be relied on."""

    def __init__(self, now: datetime) -> None:
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
        parts += (answer.head, decision_id, answer.middle, until, answer.tail)


def mark(described: dict[str, Any]) -> dict[str, Any]:
    """Put the mark where the instant of a described answer stands, in it or in its context."""
    described.get("context", described)["valid_until"] = _UNTIL
    return described


def sight_of(rights: Rights) -> frozenset[str]:
    """Return which kinds of records a caller's answers may name: callers with the same sight share a book."""
    return frozenset(kind for kind, right in RECORD_RIGHTS.items() if rights.everywhere_has(right))
