"""When a deadline is spoken of: 90, 60, 30, 7 and 0 days before it, then every seven days."""

from __future__ import annotations

from datetime import date, timedelta

STAGES = (0, 7, 30, 60, 90)
FIRST = STAGES[-1]
WEEK = 7


def find_stage(end: date, today: date) -> int | None:
    """Return the latest stage that is due, in days before the end; negative after it, None while it is far off."""
    left = (end - today).days
    if left > 0:
        return next((stage for stage in STAGES if left <= stage), None)
    return -WEEK * (-left // WEEK)


def get_day_of(end: date, stage: int) -> date:
    """Return the day on which a stage falls due."""
    return end - timedelta(days=stage)
