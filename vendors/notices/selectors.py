"""Who is told, and what a reader has not read yet."""

from __future__ import annotations

from typing import Any

from vendors.assessments.enums import AssessmentState, Side
from vendors.assessments.models import Assessment
from vendors.assessments.selectors import list_able_reviewers, list_for_respondent, list_respondents
from vendors.notices.models import Notice


def list_told(assessment: Assessment, side: Side, *, by: Any) -> list[Any]:
    """Return who is told of what happens to an assessment: all who answer, or all who review; never who did it.

    The one place that knows: whoever else is to be told joins here.
    """
    people = list_respondents(assessment.vendor_id) if side == Side.VENDOR else _list_our_readers(assessment)
    return [person for person in people if person.pk != by.pk]


def _list_our_readers(assessment: Assessment) -> list[Any]:
    """Return the reviewers who still may review, or in their absence the owner of the vendor."""
    reviewers = list_able_reviewers(assessment)
    owner = assessment.vendor.owner
    return reviewers or [person for person in (owner,) if person is not None and person.is_active]


def may_be_told(person: Any, assessment: Assessment, side: str) -> bool:
    """Return whether the person may still open what a mail would lead to; a withdrawn assessment leads nowhere."""
    if not person.is_active:
        return False
    if side == Side.US:
        return bool(Assessment.objects.restrict(person, "view").filter(pk=assessment.pk).exists())
    if assessment.state == AssessmentState.WITHDRAWN:
        return person.pk in {each.pk for each in list_respondents(assessment.vendor_id)}
    return bool(list_for_respondent(person).filter(pk=assessment.pk).exists())


def list_notices(reader: Any, assessment: Assessment | None = None, *, is_unread: bool = False) -> Any:
    """Return what a respondent was told, the newest first; what was told at once stays in its order."""
    rows = Notice.objects.restrict(reader)
    if assessment is not None:
        rows = rows.filter(assessment=assessment)
    if is_unread:
        rows = rows.filter(read_at__isnull=True)
    return rows.select_related("assessment").order_by("-created_at", "id")
