"""Instants: timezone-aware UTC datetimes, written as RFC 3339 text."""

import re
from datetime import UTC, datetime, timedelta, timezone

_RFC3339 = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))",
    re.ASCII,
)


class InvalidInstant(ValueError):
    """The text is not an RFC 3339 instant."""


def parse_instant(text: str) -> datetime:
    """Read RFC 3339 text with an offset; digits below a microsecond are cut off, never rounded up."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise InvalidInstant("must be an RFC 3339 instant such as 2026-05-01T12:00:00Z")
    fraction, zulu, sign, offset_hours, offset_minutes = match.groups()[6:]
    microsecond = int((fraction or "0").ljust(6, "0")[:6])
    zone = UTC
    try:
        if zulu is None:
            if int(offset_minutes) > 59:
                raise InvalidInstant("must be an instant that exists")
            offset = timedelta(hours=int(offset_hours), minutes=int(offset_minutes))
            zone = timezone(-offset if sign == "-" else offset)
        year, month, day, hour, minute, second = map(int, match.groups()[:6])
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInstant("must be an instant that exists") from None


def format_instant(instant: datetime) -> str:
    """Write an instant in UTC with a Z, and with a fraction only when it has one."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone is not an instant")
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return instant.isoformat().removesuffix("+00:00") + "Z"


def soonest(*instants: datetime | None) -> datetime | None:
    """Return the earliest of the instants given, or None when none is."""
    return min((instant for instant in instants if instant is not None), default=None)
