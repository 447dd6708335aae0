"""Whether votes meet a policy: each requirement by that many different people, nobody counted for two seats.

Pure: a small bipartite matching between seats (a role each) and people (with the roles they hold).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seat:
    """One vote that the policy asks for, to be cast by a holder of the role."""

    role: str


@dataclass(frozen=True, slots=True)
class Quorum:
    """How far a request is: seats filled and by whom, and the roles still missing."""

    filled: tuple[tuple[str, Hashable], ...]
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Whether every seat is filled."""
        return not self.missing


def fill_seats(requirements: Mapping[str, int], voters: Mapping[Any, Sequence[str]]) -> Quorum:
    """Return the fullest assignment of people to seats.

    `requirements` maps a role to the number of votes it must give; `voters` maps a person to the roles in which
    they may count. A policy that asks for nothing is never met: nothing is approved by default.
    """
    seats = [Seat(role) for role, count in sorted(requirements.items()) for _ in range(count)]
    taken: dict[int, Hashable] = {}

    def place(person: Hashable, tried: set[int]) -> bool:
        for number, seat in enumerate(seats):
            if number in tried or seat.role not in voters[person]:
                continue
            tried.add(number)
            if number not in taken or place(taken[number], tried):
                taken[number] = person
                return True
        return False

    for person in voters:
        place(person, set())
    filled = tuple((seats[number].role, person) for number, person in sorted(taken.items()))
    missing = tuple(seat.role for number, seat in enumerate(seats) if number not in taken)
    return Quorum(filled=filled, missing=missing if seats else ("",))
