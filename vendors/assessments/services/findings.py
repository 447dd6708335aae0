"""Raising and closing findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.origin import because
from governance.core.services import check_valid
from governance.core.writing import lock, permit, publish, service
from vendors.assessments import events
from vendors.assessments.enums import FindingSeverity
from vendors.assessments.models import Assessment, AssessmentFinding, AssessmentPart
from vendors.assessments.selectors import list_asking
from vendors.assessments.services.preparing import require_question
from vendors.assessments.services.reviewing import require_other_person


@service
def raise_finding(
    *,
    actor: Any,
    assessment: Assessment,
    title: str,
    severity: str = FindingSeverity.MEDIUM,
    description: str = "",
    part: AssessmentPart | None = None,
    question_id: str = "",
    owner: Any = None,
    due_date: date | None = None,
) -> AssessmentFinding:
    """Record something that is not as it should be; an open critical one stops what rests on the vendor at once.

    `part` is the questionnaire that the question is of, where several of the assessment have one of that id. Raises
    InvalidInput for a question that is not asked, or not there.
    """
    permit(actor, "review", assessment)
    assessment = lock(assessment)
    finding = AssessmentFinding(
        vendor_id=assessment.vendor_id,
        assessment=assessment,
        part=part,
        question_id=question_id,
        title=title.strip(),
        description=description.strip(),
        severity=severity,
        owner=owner or assessment.owner,
        due_date=due_date,
    )
    asking = list_asking(assessment, question_id) if question_id else assessment.parts.all()
    if question_id and not asking:
        require_question([], question_id, "question_id")
    if part is not None and part not in asking:
        raise InvalidInput(fields={"part": _("This questionnaire of the assessment does not ask it.")})
    if question_id and part is None and len(asking) == 1:
        finding.part = asking[0]
    check_valid(finding)
    finding.save(force_insert=True)
    data = {"severity": severity, "question": question_id, "assessment": str(assessment.pk)}
    publish(events.FINDING_RAISED, actor=actor, record=finding, data=data)
    return finding


@service
def close_finding(*, actor: Any, finding: AssessmentFinding, note: str) -> AssessmentFinding:
    """Close a finding with what shows that it is mended; whoever answered for the vendor cannot."""
    permit(actor, "close", finding)
    note = note.strip()
    if not note:
        raise InvalidInput(fields={"note": _("Say what shows that it is mended.")})
    finding = lock(finding)
    require_other_person(actor, finding.assessment)
    if not finding.is_open:
        raise ConflictingState(_("This finding is closed already."))
    finding.closed_at, finding.closed_by, finding.closing_note = timezone.now(), actor, note
    with because(note):
        finding.save()
    publish(events.FINDING_CLOSED, actor=actor, record=finding, reason=note)
    return finding
