"""What is noted of decisions, and how many of them become one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


#: The number of one answer, or those of several.
Numbers = int | list[int]


class Packet(NamedTuple):
    """What was gathered of one `who`: numbers of answers by the identity of their note."""

    who: Who
    numbers: dict[int, Numbers]
    #: By identity; those of other packets are among them.
    notes: dict[int, Note]

    def spell_out(self) -> Iterator[Counted]:
        """Yield each note with the ids of its answers, in ascending order."""
        merged: dict[Note, list[int]] = {}
        for key, numbers in self.numbers.items():
            merged.setdefault(self.notes[key], []).extend(numbers if isinstance(numbers, list) else [numbers])
        for note, numbers in merged.items():
            yield Counted(self.who, note, sorted(numbers), new_id())


class Gathered:
    """Notes of many calls, each once for each caller, with the ids of all answers that it stands for.

    A note is known by its identity first: the same question is answered with the same note, and comparing two takes
    longer than answering.
    """

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._notes: dict[int, Note] = {}
        #: Rows that this makes, at most.
        self.size = 0
        self._numbers: dict[Who, dict[int, Numbers]] = {}

    def add(self, call: Call) -> None:
        """Add the notes of a call."""
        who, number, notes = call
        numbers = self._numbers.setdefault(who, {})
        for note in notes:
            key = id(note)
            held = numbers.get(key)
            if held is None:
                # Most are alone where the registry changes often, and a list for each keeps the garbage collector busy.
                numbers[key] = number
                self.size += 1
                self._notes[key] = note
            elif isinstance(held, list):
                held.append(number)
            else:
                numbers[key] = [held, number]
            number += 1

    def close(self) -> list[Packet]:
        """Return what was gathered, and begin anew."""
        packets = [Packet(who, numbers, self._notes) for who, numbers in self._numbers.items()]
        self._begin()
        return packets
