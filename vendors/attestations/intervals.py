"""Days that an attestation and its bridge letters cover together. Intervals are half-open: [from, to)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

Interval = tuple[date, date]


def follow(end: date, letters: Iterable[Interval]) -> date:
    """Return the day on which cover ends when each letter that begins no later than it carries it on."""
    for start, until in sorted(letters):
        if start > end:
            break
        end = max(end, until)
    return end


def is_covered(day: date, intervals: Iterable[Interval]) -> bool:
    """Return whether the day lies in one of the intervals."""
    return any(start <= day < until for start, until in intervals)
