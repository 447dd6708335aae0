"""Days of records as instants of the engine: a day begins at midnight UTC, intervals are half-open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time


def start_of_day(day: date) -> datetime:
    """Return the first instant of the day in UTC."""
    return datetime.combine(day, time(), UTC)


def start_of(day: date | None) -> datetime | None:
    """Return the first instant of the day in UTC, or None for an open end."""
    return None if day is None else start_of_day(day)
