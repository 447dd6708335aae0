"""Months as the calendar's address spells them ("2026-03"), and their weeks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

SPELLED = re.compile(r"[0-9]{4}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True, slots=True)
class Month:
    """One month; `end` is the first day of the next."""

    start: date

    @property
    def end(self) -> date:
        """The first day after it."""
        return (self.start + timedelta(days=31)).replace(day=1)

    @property
    def spelled(self) -> str:
        """The month as addresses spell it."""
        return f"{self.start:%Y-%m}"

    @property
    def previous(self) -> Month | None:
        """The month before; None at the calendar's edge."""
        before = Month((self.start - timedelta(days=1)).replace(day=1))
        return before if before.start.year >= FIRST_YEAR else None

    @property
    def next(self) -> Month | None:
        """The month after; None at the calendar's edge."""
        return Month(self.end) if self.end.year <= LAST_YEAR else None


def read_month(text: str, today: date) -> Month:
    """Return the month that the text spells, or the present one for anything else."""
    if SPELLED.fullmatch(text):
        year, month = int(text[:4]), int(text[5:])
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
            return Month(date(year, month, 1))
    return Month(today.replace(day=1))


def get_monday(day: date) -> date:
    """Return the day on which its week begins (ISO 8601)."""
    return day - timedelta(days=day.weekday())
