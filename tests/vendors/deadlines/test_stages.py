"""Which stage of a deadline is due on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vendors.deadlines.stages import find_stage, get_day_of

END = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("days_left", "stage"),
    [
        (400, None),
        (91, None),
        (90, 90),
        (89, 90),
        (61, 90),
        (60, 60),
        (31, 60),
        (30, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, 0),
        (-1, 0),
        (-6, 0),
        (-7, -7),
        (-13, -7),
        (-14, -14),
        (-365, -364),
    ],
)
def test_the_latest_stage_that_is_due_counts(days_left: int, stage: int | None) -> None:
    assert find_stage(END, END - timedelta(days=days_left)) == stage


def test_a_stage_falls_due_so_many_days_before_the_end() -> None:
    assert [get_day_of(END, stage) for stage in (7, 0, -7)] == [date(2026, 5, 25), END, date(2026, 6, 8)]
