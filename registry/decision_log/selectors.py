"""Reading the log: the decision behind an id, and what was denied most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from imprimatur import CODES
from registry.decision_log.models import LoggedDecision, LoggedDecisionQuerySet
from registry.decision_log.packing import told_at

CHARTED_DAYS = 7
MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class DeniedMost:
    """One bar: what was denied, how often, and the query of the list that shows it."""

    label: str
    times: int
    query: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Denials:
    """Denials of the last days by first reason, by who asked and by what was asked for."""

    days: int
    total: int
    asked: int
    charts: Sequence[tuple[str, Sequence[DeniedMost]]]


def find_decision(user: Any, decision_id: UUID) -> LoggedDecision | None:
    """Return the row in which an answer was recorded, found by the instant that its id carries."""
    if decision_id.version != 7:
        return None
    instant = told_at(decision_id.int)
    rows = LoggedDecision.objects.restrict(user).filter(first_at__lte=instant, last_at__gte=instant)
    return next((row for row in rows.iterator() if decision_id in row.list_decision_ids()), None)


def chart_denials(rows: LoggedDecisionQuerySet, *, days: int = CHARTED_DAYS) -> Denials:
    """Return what was denied most within the last days, among the rows given; three queries and a sum."""
    recent = rows.order_by().filter(last_at__gte=timezone.now() - timedelta(days=days))
    sums = recent.aggregate(asked=Sum("times"), denied=Sum("times", filter=Q(decision="deny")))
    denied = recent.filter(decision="deny")
    if not sums["denied"]:
        return Denials(days, 0, sums["asked"] or 0, ())
    charts = (
        (_("By first reason"), _chart(denied, "code")),
        (_("By who asked"), _chart(denied, "subject_id")),
        (_("By what was asked for"), _chart(denied, "resource_id")),
    )
    return Denials(days, sums["denied"], sums["asked"], charts)


def _chart(denied: Any, column: str) -> list[DeniedMost]:
    rows = denied.values(label=F(column)).annotate(times=Sum("times")).order_by("-times", "label")
    return [
        DeniedMost(
            label=row["label"],
            times=row["times"],
            query=urlencode({column: row["label"]}),
            meaning=CODES[row["label"]].meaning if row["label"] in CODES else "",
        )
        for row in rows[:MOST_BARS]
    ]
