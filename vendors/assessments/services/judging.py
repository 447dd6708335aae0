"""What a reviewer makes of single answers: a verdict, a finding with it, and taking a verdict back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.origin import because
from governance.core.writing import lock, permit, publish, service
from vendors.assessments import events
from vendors.assessments.enums import AssessmentState, FindingSeverity, Side, Verdict
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentFinding
from vendors.assessments.selectors import list_open_findings, list_untold_questions
from vendors.assessments.services.findings import close_finding, raise_finding
from vendors.assessments.services.remarks import add_message, check_text
from vendors.assessments.services.reviewing import HANDED_IN, require_other_person


@service
def judge_answer(
    *, actor: Any, answer: AssessmentAnswer, verdict: str, question: str = ""
) -> AssessmentAnswer:
    """Say what a reviewer makes of an answer; questioning one says what is asked, and the vendor reads it.

    Whoever gave the answers cannot: a verdict decides what they are worth. No verdict takes the one before back.
    """
    if verdict == Verdict.NONE:
        return take_back_verdict(actor=actor, answer=answer)
    answer = _open_answer(actor, answer)
    if verdict not in Verdict.values:
        raise InvalidInput(fields={"verdict": _("Choose one of those offered.")})
    if verdict == Verdict.QUESTIONED:
        add_message(actor, answer, Side.US, check_text(question), is_question=True)
    if answer.verdict != verdict:
        answer.verdict = verdict
        answer.save()
        publish(events.ANSWER_REVIEWED, actor=actor, record=answer, data={"verdict": verdict})
    return answer


@service
def judge_as_finding(
    *,
    actor: Any,
    answer: AssessmentAnswer,
    title: str,
    severity: str = FindingSeverity.MEDIUM,
    description: str = "",
    owner: Any = None,
    due_date: date | None = None,
) -> AssessmentFinding:
    """Count an answer as a finding, and record what is wrong, how bad it is, and who sees to it until when."""
    answer = judge_answer(actor=actor, answer=answer, verdict=Verdict.FINDING)
    finding: AssessmentFinding = raise_finding(
        actor=actor,
        assessment=answer.part.assessment,
        part=answer.part,
        question_id=answer.question_id,
        title=title,
        severity=severity,
        description=description,
        owner=owner,
        due_date=due_date,
    )
    return finding


@service
def take_back_verdict(*, actor: Any, answer: AssessmentAnswer, closing_note: str = "") -> AssessmentAnswer:
    """Leave an answer as if nobody had looked at it; what was said of it stays in its history.

    Raises ConflictingState once the round is decided. A question that the vendor was not told of yet is taken back as
    well. Findings about the answer stay open, unless a note closes them, which needs the right to close them.
    """
    answer = _open_answer(actor, answer)
    closing_note = closing_note.strip()
    if closing_note:
        for finding in list_open_findings(answer):
            close_finding(actor=actor, finding=finding, note=closing_note)
    verdict = answer.verdict
    if not verdict:
        return answer
    for message in list_untold_questions(answer):
        message.delete()
    answer.verdict = Verdict.NONE
    with because(closing_note or _("The verdict was taken back.")):
        answer.save()
    data = {"verdict": verdict}
    publish(events.VERDICT_TAKEN_BACK, actor=actor, record=answer, reason=closing_note, data=data)
    return answer


def _open_answer(actor: Any, answer: AssessmentAnswer) -> AssessmentAnswer:
    """Return an answer, locked, that the actor may judge now."""
    assessment = answer.part.assessment
    permit(actor, "review", assessment)
    _require_review(lock(assessment))
    require_other_person(actor, assessment)
    return lock(answer)


def _require_review(assessment: Assessment) -> None:
    if assessment.is_decided:
        raise ConflictingState(
            _("This round is decided, and what was said of its answers stays. Begin another round to go on.")
        )
    if assessment.state == AssessmentState.CLARIFICATION:
        raise ConflictingState(_("It is with the vendor. Answers are judged when it is handed in again."))
    if assessment.state not in HANDED_IN:
        raise ConflictingState(_("Answers are judged while they are handed in and not decided."))
