"""Months as addresses spell them."""

from __future__ import annotations

from datetime import date

import pytest

from vendors.deadlines.months import Month, get_monday, read_month

TODAY = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-12", date(2026, 12, 1)),
        *(
            (text, date(2026, 3, 1))
            for text in ("", "2026-13", "2026-00", "1999-12", "2200-01", "march", "2026-1")
        ),
        *((text, date(2026, 3, 1)) for text in ("\x00", "٢٠٢٦-٠١", "2026-04\n", "9" * 5000)),
    ],
)
def test_anything_that_is_no_month_is_the_present_one(text: str, start: date) -> None:
    assert read_month(text, TODAY) == Month(start)


def test_a_month_knows_its_neighbours_and_its_end() -> None:
    month = Month(date(2026, 12, 1))
    assert (month.end, month.spelled) == (date(2027, 1, 1), "2026-12")
    assert (month.previous, month.next) == (Month(date(2026, 11, 1)), Month(date(2027, 1, 1)))
    assert (Month(date(2000, 1, 1)).previous, Month(date(2199, 12, 1)).next) == (None, None)


def test_a_week_begins_on_monday() -> None:
    assert {get_monday(date(2026, 3, day)) for day in range(16, 23)} == {date(2026, 3, 16)}
