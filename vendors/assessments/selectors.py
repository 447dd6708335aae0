"""Reads about assessments that both sides and the decisions share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from governance.accounts.models import RoleAssignment, User
from vendors.assessments.enums import EvidenceState
from vendors.assessments.models import AssessmentAnswer, AssessmentPart
from vendors.questionnaires.answers import Answer

RESPONDENT = "vendor-respondent"


def load_rows(part: AssessmentPart, *, is_readable: bool = False) -> dict[str, Any]:
    """Return the stored answers of a part by question id; each carries `files`, its number of files not refused.

    With `is_readable` files that wait for the scanner do not count either.
    """
    counted = Q(evidence__state=EvidenceState.AVAILABLE)
    files = Count("evidence", filter=counted if is_readable else ~Q(evidence__state=EvidenceState.REFUSED))
    rows: Any = AssessmentAnswer.objects.filter(part=part).annotate(files=files)
    return {row.question_id: row for row in rows}


def load_answers(part: AssessmentPart, *, is_readable: bool = False) -> dict[str, Answer]:
    """Return the answers of a part as the pure algorithms take them."""
    return to_answers(load_rows(part, is_readable=is_readable))


def to_answers(rows: dict[str, Any]) -> dict[str, Answer]:
    """Return loaded rows as the pure algorithms take them."""
    return {key: row.to_answer(row.files) for key, row in rows.items()}


def group_by_answer(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    """Return what belongs to answers (files, messages, notes) by the key of its answer."""
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.answer_id].append(row)
    return grouped


def list_respondents(vendor_id: UUID) -> list[Any]:
    """Return the accounts that may answer for a vendor now, by name."""
    now = timezone.now()
    running = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    held = RoleAssignment.objects.filter(running, role__key=RESPONDENT, vendor_ref=vendor_id)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name"))
