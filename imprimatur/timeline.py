"""The instants at which anything on record begins or ends. Between two of them no answer changes by itself."""

import dataclasses
from bisect import bisect_left, bisect_right, insort
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from imprimatur.facts.encoding import timed_fields


class Timeline:
    """Sorted instants. It only grows: one that no longer matters costs a look-up, one that lacks a wrong answer.

    Snapshots that follow one another share it: adding is safe while others read, since a list is changed in one step
    and an instant more is no harm.
    """

    __slots__ = ("_instants",)

    def __init__(self, facts: Iterable[Any] = ()) -> None:
        self._instants = sorted(set(list_instants(facts)))

    def __iter__(self) -> Iterator[datetime]:
        return iter(tuple(self._instants))

    def add(self, facts: Iterable[Any]) -> None:
        """Add the instants of facts."""
        for instant in list_instants(facts):
            place = bisect_left(self._instants, instant)
            if place == len(self._instants) or self._instants[place] != instant:
                insort(self._instants, instant)

    def next_after(self, at: datetime) -> datetime | None:
        """Return the first instant after the given one, or None."""
        place = bisect_right(self._instants, at)
        return self._instants[place] if place < len(self._instants) else None


def list_instants(facts: Iterable[Any]) -> Iterator[datetime]:
    """Yield every instant that the facts, and the facts inside them, hold."""
    for fact in facts:
        for name in timed_fields(cast(Hashable, type(fact))):
            value = getattr(fact, name)
            if isinstance(value, datetime):
                yield value
            elif isinstance(value, tuple):
                yield from list_instants(value)
            elif dataclasses.is_dataclass(value):
                yield from list_instants([value])
