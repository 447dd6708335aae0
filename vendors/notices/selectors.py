"""Who is told, and what a reader has not read yet."""

from __future__ import annotations

from typing import Any

from governance.core.rights import rights_of
from vendors.assessments.enums import AssessmentState, Side
from vendors.assessments.models import Assessment
from vendors.assessments.selectors import list_able_reviewers, list_for_respondent, list_respondents
from vendors.notices.enums import FOR_US, FOR_VENDOR, NoticeKind
from vendors.notices.models import Notice, UnmailedKind


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


def list_mailed_kinds(person: Any) -> list[NoticeKind]:
    """Return the kinds of notices that may reach a person by mail, in the order of an assessment."""
    kinds: set[NoticeKind] = set()
    if rights_of(person).vendors.get(Assessment.get_permission("answer")):
        kinds.update(FOR_VENDOR)
    if person.is_staff:
        kinds.update(FOR_US)
    return [kind for kind in NoticeKind if kind in kinds]


def list_unmailed(person: Any) -> set[str]:
    """Return the kinds of notices that a person does not want by mail."""
    return set(UnmailedKind.objects.filter(user=person.pk).values_list("kind", flat=True))
