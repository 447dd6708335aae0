"""Days and instants as people read them, and as machines do: <time datetime="2026-05-01T12:00:00Z">.

People read their own time zone and the spelling of their language (`settings/formats`), on every page alike.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from governance.core.days import legal_day

register = template.Library()


@register.filter
def day(value: Any) -> str:
    """Return the day of a date, or of an instant where the reader is; nothing for no date."""
    if isinstance(value, datetime):
        return _mark(value, date_format(timezone.localtime(value), "DATE_FORMAT"))
    return _mark(value, date_format(value, "DATE_FORMAT")) if isinstance(value, date) else ""


@register.filter
def utc_day(value: Any) -> str:
    """Return the day of an instant that stands for a day, such as the first one on which an agreement no longer holds.

    Those begin in UTC, and are the same day for every reader.
    """
    return day(legal_day(value) if isinstance(value, datetime) else value)


@register.filter
def moment(value: Any) -> str:
    """Return the day and the time of an instant where the reader is; nothing for no instant."""
    if not isinstance(value, datetime):
        return ""
    return _mark(value, date_format(timezone.localtime(value), "DATETIME_FORMAT"))


def _mark(value: date, words: str) -> str:
    exact = value.isoformat()
    if isinstance(value, datetime):
        exact = f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return format_html('<time datetime="{}">{}</time>', exact, words)
