"""Numbers that people can say on the phone: REQ-2026-000042."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from governance.approvals.models import NumberSeries


def next_number(prefix: str, at: datetime) -> str:
    """Return the next number of the year; the series' row stays locked until the transaction ends."""
    start = f"{prefix}-{at.year}-"
    NumberSeries.objects.get_or_create(prefix=start)
    NumberSeries.objects.filter(prefix=start).update(last=F("last") + 1)
    return f"{start}{NumberSeries.objects.get(prefix=start).last:06d}"
