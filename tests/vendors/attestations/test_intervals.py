"""Which days an attestation and its letters cover together."""

from __future__ import annotations

from datetime import date

import pytest

from vendors.attestations.intervals import follow, is_covered

END = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("letters", "end"),
    [
        ([], END),
        ([(END, date(2026, 4, 1))], date(2026, 4, 1)),
        # It begins while the report still counts, as most do.
        ([(date(2025, 10, 1), date(2026, 2, 1))], date(2026, 2, 1)),
        ([(date(2026, 1, 2), date(2026, 4, 1))], END),
        ([(date(2025, 6, 1), date(2025, 9, 1))], END),
        ([(date(2026, 4, 1), date(2026, 7, 1)), (END, date(2026, 4, 1))], date(2026, 7, 1)),
        ([(END, date(2026, 4, 1)), (date(2026, 4, 2), date(2026, 7, 1))], date(2026, 4, 1)),
        ([(date(2025, 1, 1), date(2026, 9, 1)), (END, date(2026, 2, 1))], date(2026, 9, 1)),
    ],
)
def test_letters_carry_cover_on_without_a_gap(letters: list[tuple[date, date]], end: date) -> None:
    assert follow(END, letters) == end


def test_an_interval_ends_before_its_last_day() -> None:
    interval = [(date(2025, 1, 1), END)]
    assert [
        is_covered(day, interval) for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), END)
    ] == [
        False,
        True,
        True,
        False,
    ]
