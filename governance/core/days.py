"""Legal days: whole days of UTC, in which all that begins, ends or falls due by a date is reckoned.

A page that shows an instant to a reader uses the reader's zone instead.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def legal_day(at: datetime | None = None) -> date:
    """Return the UTC day of an instant, of now unless given; raises ValueError for one that says no zone."""
    instant = timezone.now() if at is None else at
    if timezone.is_naive(instant):
        raise ValueError(f"{instant.isoformat()} is in no time zone, so nobody knows its day.")
    return instant.astimezone(UTC).date()


def say_day(day: date) -> str:
    """Return a day as every page, letter and document spells it."""
    return date_format(day, "DATE_FORMAT")
