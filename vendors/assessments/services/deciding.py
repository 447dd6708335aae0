"""What a reviewer does with a whole assessment: look through it, ask back, accept, reject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.days import legal_day
from governance.core.errors import ConflictingState, InvalidInput
from governance.core.services import require_reason
from governance.core.states import move
from governance.core.writing import lock, permit, service
from vendors.assessments import events
from vendors.assessments.enums import Verdict
from vendors.assessments.models import Assessment, AssessmentAnswer
from vendors.assessments.progress import list_missing
from vendors.assessments.selectors import load_answers
from vendors.assessments.services.preparing import save_moved
from vendors.assessments.services.reviewing import require_other_person, settle_reviews
from vendors.questionnaires.references import name_question

MONTHS_IF_UNSAID = 12
MOST_CONDITIONS = 20


@service
def start_review(*, actor: Any, assessment: Assessment) -> Assessment:
    """Begin to look through what was handed in."""
    permit(actor, "review", assessment)
    assessment = lock(assessment)
    move(assessment, "start_review")
    save_moved(actor, assessment, events.REVIEW_STARTED)
    return assessment


@service
def ask_vendor(*, actor: Any, assessment: Assessment) -> Assessment:
    """Give the assessment back with the questions asked; raises ConflictingState when no answer is questioned."""
    permit(actor, "review", assessment)
    assessment = lock(assessment)
    questioned = AssessmentAnswer.objects.filter(part__assessment=assessment, verdict=Verdict.QUESTIONED)
    count = questioned.count()
    if not count:
        raise ConflictingState(_("Question at least one answer first."))
    move(assessment, "ask")
    settle_reviews(actor, assessment)
    save_moved(actor, assessment, events.CLARIFICATION_ASKED, questioned=count)
    return assessment


@service
def accept_assessment(
    *,
    actor: Any,
    assessment: Assessment,
    note: str = "",
    conditions: Sequence[str] = (),
    valid_until: date | None = None,
) -> Assessment:
    """Let decisions count on the vendor until a day: the one given, or the rhythm of the assessment, or a year.

    Whoever gave an answer cannot accept it. With conditions it is "accepted with conditions".
    """
    permit(actor, "review", assessment)
    assessment = lock(assessment)
    require_other_person(actor, assessment)
    _require_complete(assessment)
    kept = [text.strip() for text in conditions if text.strip()]
    if len(kept) > MOST_CONDITIONS or any(len(text) > 500 for text in kept):
        raise InvalidInput(fields={"conditions": _("At most 20 conditions of 500 characters.")})
    now = timezone.now()
    until = valid_until or add_months(legal_day(now), assessment.recurs_months or MONTHS_IF_UNSAID)
    if until <= legal_day(now):
        raise InvalidInput(fields={"valid_until": _("The end must lie in the future.")})
    move(assessment, "accept_with_conditions" if kept else "accept")
    _decide(assessment, actor, now, note)
    assessment.conditions, assessment.valid_until = kept, until
    save_moved(
        actor, assessment, events.ASSESSMENT_ACCEPTED, note.strip(), conditions=kept, valid_until=until
    )
    return assessment


def _require_complete(assessment: Assessment) -> None:
    """Raise ConflictingState while a required answer is gone: its file was refused, expired or cannot be opened yet."""
    missing = [
        name_question(question)
        for part in assessment.parts.select_related("version")
        for question in list_missing(part.version.questionnaire, load_answers(part, is_readable=True))
    ]
    if missing:
        raise ConflictingState(
            _("Required answers are without a valid file that can be opened: %s. Ask the vendor for it.")
            % ", ".join(missing[:10])
        )


@service
def reject_assessment(*, actor: Any, assessment: Assessment, reason: str) -> Assessment:
    """Decide that the vendor may not be relied on; decisions that rest on it are denied from the commit on."""
    permit(actor, "review", assessment)
    reason = require_reason(reason)
    assessment = lock(assessment)
    require_other_person(actor, assessment)
    move(assessment, "reject")
    _decide(assessment, actor, timezone.now(), reason)
    save_moved(actor, assessment, events.ASSESSMENT_REJECTED, reason)
    return assessment


def _decide(assessment: Assessment, actor: Any, at: datetime, note: str) -> None:
    settle_reviews(actor, assessment)
    assessment.decided_at, assessment.decided_by, assessment.decision_note = at, actor, note.strip()


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)  # pragma: no cover - every month has a 28th
