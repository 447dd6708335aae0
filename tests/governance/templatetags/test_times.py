"""Every page spells a day and an instant alike, where its reader is, and says them to machines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.contrib.admin.utils import display_for_value
from django.utils import timezone

from governance.core.days import say_day
from governance.core.printing import say_time
from governance.templatetags.times import day, moment, utc_day

LATE = datetime(2026, 5, 1, 2, 30, tzinfo=UTC)


def test_a_day_and_an_instant_where_the_reader_is() -> None:
    with timezone.override(ZoneInfo("America/New_York")):
        assert moment(LATE) == '<time datetime="2026-05-01T02:30:00Z">30 April 2026, 22:30</time>'
        assert day(LATE) == '<time datetime="2026-05-01T02:30:00Z">30 April 2026</time>'
        # What stands for a day is that day everywhere.
        assert utc_day(LATE) == '<time datetime="2026-05-01">1 May 2026</time>'
        # Django's own lists and our documents say the same.
        assert display_for_value(LATE, "") == say_time(LATE) == "30 April 2026, 22:30"
    assert day(date(2026, 5, 1)) == '<time datetime="2026-05-01">1 May 2026</time>'
    assert display_for_value(date(2026, 5, 1), "") == say_day(date(2026, 5, 1)) == "1 May 2026"


def test_what_is_not_there_is_nothing() -> None:
    assert (day(None), utc_day(None), moment(None), moment("")) == ("", "", "", "")
