"""Pauses of a thread that works through many rows, so that those who answer meanwhile need not wait for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Pauses in writing all that waits, about: of many rows more come between two, so that writing keeps up with answering.
PAUSES = 600
#: What spelling out a row costs, and copying it to the database; and what is done between two pauses at least.
SPELLED, COPIED = 1, 10
AT_ONCE = 100


def _do_nothing() -> None:
    return


class Pace:
    """Pauses of `breath` seconds among so many rows; after each, `meanwhile` is done. Without breath there is none."""

    def __init__(
        self, rows: int = 0, breath: float = 0.0, meanwhile: Callable[[], None] = _do_nothing
    ) -> None:
        self._breath, self._meanwhile = breath, meanwhile
        self._every = max(AT_ONCE, rows * (SPELLED + COPIED) // PAUSES)
        self._done = 0

    def did(self, cost: int) -> None:
        """Say that something was done; may pause."""
        self._done += cost
        if self._done >= self._every:
            self.pause()

    def pause(self) -> None:
        """Let others go first."""
        self._done = 0
        if self._breath:
            time.sleep(self._breath)
            self._meanwhile()
