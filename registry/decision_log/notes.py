"""What is noted of decisions, and how many of them become one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from governance.core.ids import new_id
from registry.decision_log.asked import Asked


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


class Counted(NamedTuple):
    """A note of a caller's, and the ids of all answers that it stands for, as numbers: what becomes one row."""

    who: Who
    note: Note
    numbers: list[int]
    #: The row's own id: written again, because nobody knows whether it was, it is still one row.
    row_id: UUID


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

    def list_counted(self) -> list[Counted]:
        """Return each note of each caller with the ids of its answers, in ascending order."""
        merged: dict[tuple[Who, Note], list[int]] = {}
        for who, by_key in self._numbers.items():
            for key, numbers in by_key.items():
                merged.setdefault((who, self._notes[key]), []).extend(numbers)
        return [Counted(who, note, sorted(numbers), new_id()) for (who, note), numbers in merged.items()]
