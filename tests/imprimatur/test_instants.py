"""Instants: RFC 3339 in and out."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from imprimatur.instants import InvalidInstant, format_instant, parse_instant, soonest

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-05-01T12:00:00Z", NOON),
        ("2026-05-01t12:00:00z", NOON),
        ("2026-05-01T14:00:00+02:00", NOON),
        ("2026-05-01T06:30:00-05:30", NOON),
        ("2026-05-01T12:00:00.000001Z", NOON + TICK),
        ("2026-05-01T12:00:00.0000019Z", NOON + TICK),
        ("2026-05-01T12:00:00.5Z", NOON + 500_000 * TICK),
    ],
)
def test_text_is_read(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-05-01 12:00:00Z",
        "2026-05-01T12:00Z",
        "2026-05-01T12:00:60Z",
        "2026-05-01T24:00:00Z",
        "2026-05-01T12:00:00+24:00",
        "2026-05-01T12:00:00+02:60",
        "2026-05-01T12:00:00.Z",
        "2026-05-01T12:00:00Z\n",
        "２０２６-05-01T12:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
    ],
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInstant):
        parse_instant(text)


def test_an_instant_is_written_in_utc() -> None:
    assert format_instant(NOON.astimezone(timezone(timedelta(hours=2)))) == "2026-05-01T12:00:00Z"
    assert format_instant(NOON + TICK) == "2026-05-01T12:00:00.000001Z"


def test_a_time_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        format_instant(NOON.replace(tzinfo=None))


def test_the_soonest_of_instants_ignores_those_that_never_come() -> None:
    assert (soonest(None, NOON + TICK, NOON), soonest(None)) == (NOON, None)
