"""The legal day is that of UTC wherever the reader or the server lives, and one function says which it is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import timezone as clock

from governance.core.days import legal_day
from tests.meta.sources import APPS, list_python_files, read_text

# What a cell or a text of a workbook says is a day already and no instant.
DAYS_OF_WORKBOOKS = {
    "governance/core/admin/columns.py",
    "vendors/questionnaires/answers.py",
    "vendors/questionnaires/importers/hecvat.py",
    "vendors/questionnaires/importers/texts.py",
}
SPELLED = re.compile(r"\.date\(\)|date\.today|localdate")


def test_the_day_of_an_instant_is_that_of_utc() -> None:
    tokyo, hawaii = timezone(timedelta(hours=9)), timezone(timedelta(hours=-10))
    assert legal_day(datetime(2026, 3, 2, 8, 59, tzinfo=tokyo)) == date(2026, 3, 1)
    assert legal_day(datetime(2026, 3, 1, 14, 0, tzinfo=hawaii)) == date(2026, 3, 2)
    with pytest.raises(ValueError, match="no time zone"):
        legal_day(datetime(2026, 3, 1))  # noqa: DTZ001 - what is refused


def test_today_is_the_day_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC))
    with clock.override("Asia/Tokyo"):
        assert legal_day() == date(2026, 3, 1)


def test_nobody_spells_the_day_otherwise() -> None:
    found = [
        str(path)
        for path in list_python_files()
        if path.parts[0] in APPS and SPELLED.search(read_text(path) or "")
    ]
    assert {*found} - DAYS_OF_WORKBOOKS == {"governance/core/days.py"}
