"""What a vendor does: answers, hands in, gives sections to colleagues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.states import move
from governance.core.writing import lock, permit, publish, service
from vendors.assessments import events
from vendors.assessments.enums import AssessmentState, Verdict
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentPart, SectionDelegation
from vendors.assessments.progress import list_missing
from vendors.assessments.selectors import list_respondents, load_answers
from vendors.assessments.services.preparing import require_question, save_moved
from vendors.questionnaires.answers import InvalidAnswer, check_value
from vendors.questionnaires.content import LONGEST_TEXT
from vendors.questionnaires.json_fields import UNSTORABLE
from vendors.questionnaires.references import name_question

TEXTS = ("comment", "duties")


class AnswerChanged(ConflictingState):
    """Somebody else answered the question meanwhile; `current` is their answer. Nothing was written over."""

    def __init__(self, current: AssessmentAnswer) -> None:
        super().__init__(
            _("Somebody else answered this meanwhile. Both answers are shown; keep the one that is right.")
        )
        self.current = current


def lock_open(actor: Any, part: AssessmentPart) -> Assessment:
    """Return the locked assessment of a part; raises ConflictingState when the vendor may not write now."""
    permit(actor, "answer", part.assessment)
    assessment = lock(part.assessment)
    if not assessment.is_open_to_vendor:
        raise ConflictingState(
            _("This assessment cannot be changed now: %s.") % assessment.get_state_display()
        )
    return assessment


@service
def save_answer(
    *, actor: Any, part: AssessmentPart, question_id: str, values: Mapping[str, Any], seen: int
) -> AssessmentAnswer:
    """Keep an answer. `values` holds value, comment, owner_key and duties as far as they change.

    `seen` is the revision that the form was filled from (0: there was none). Raises AnswerChanged when it is another
    one now and says something else, InvalidInput for a value that the question does not take. The same values again
    write nothing, so a form sent twice is one answer.
    """
    assessment = lock_open(actor, part)
    checked = _check_values(part, question_id, values)
    answer = AssessmentAnswer.objects.filter(part=part, question_id=question_id).first()
    if answer is None:
        if seen:
            raise ConflictingState(_("This answer is not there any more. Look at the page as it is now."))
        answer = AssessmentAnswer(part=part, question_id=question_id, answered_by=actor)
        changed = {name: value for name, value in checked.items() if value != getattr(answer, name)}
        if not changed:
            return answer
        return _write(answer, changed, actor)
    changed = {name: value for name, value in checked.items() if value != getattr(answer, name)}
    if not changed:
        return answer
    if answer.revision != seen:
        raise AnswerChanged(answer)
    require_not_accepted(assessment, answer)
    answer.revision += 1
    return _write(answer, changed, actor)


def require_not_accepted(assessment: Assessment, answer: AssessmentAnswer) -> None:
    """Raise ConflictingState for an answer that a reviewer accepted: neither it nor its files change then."""
    if assessment.state == AssessmentState.CLARIFICATION and answer.verdict == Verdict.ACCEPTED:
        raise ConflictingState(_("This answer was accepted already; only the questioned ones are open."))


def _write(answer: AssessmentAnswer, changed: Mapping[str, Any], actor: Any) -> AssessmentAnswer:
    for name, value in changed.items():
        setattr(answer, name, value)
    answer.answered_by, answer.answered_at, answer.verdict = actor, timezone.now(), Verdict.NONE
    answer.save()
    return answer


def _check_values(part: AssessmentPart, question_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    questionnaire = part.version.questionnaire
    question = require_question([part], question_id)
    checked: dict[str, Any] = {}
    try:
        if "value" in values:
            checked["value"] = check_value(question, values["value"])
    except InvalidAnswer as error:
        raise InvalidInput(fields={"value": str(error)}) from None
    for name in TEXTS:
        if name in values:
            text = values[name]
            if not isinstance(text, str) or len(text) > LONGEST_TEXT:
                raise InvalidInput(fields={name: _("A text of at most %d characters.") % LONGEST_TEXT})
            if UNSTORABLE.search(text):
                raise InvalidInput(fields={name: _("Take out the characters that cannot be kept.")})
            checked[name] = text.strip()
    if "owner_key" in values:
        key = values["owner_key"]
        if key and key not in {owner.key for owner in questionnaire.owners}:
            raise InvalidInput(fields={"owner_key": _("Choose one of those offered.")})
        checked["owner_key"] = key or ""
    return checked


@service
def submit_assessment(*, actor: Any, assessment: Assessment) -> Assessment:
    """Hand the answers in. Raises InvalidInput while something that must be answered is not."""
    permit(actor, "answer", assessment)
    assessment = lock(assessment)
    missing = [
        name_question(question)
        for part in assessment.parts.select_related("version")
        for question in list_missing(part.version.questionnaire, load_answers(part))
    ]
    if missing:
        shown = ", ".join(missing[:10])
        raise InvalidInput(
            _("%(count)d questions must be answered first: %(questions)s")
            % {"count": len(missing), "questions": shown}
        )
    is_again = assessment.state == AssessmentState.CLARIFICATION
    move(assessment, "submit")
    assessment.submitted_at, assessment.submitted_by = timezone.now(), actor
    save_moved(actor, assessment, events.ASSESSMENT_SUBMITTED, is_again=is_again)
    return assessment


@service
def delegate_section(*, actor: Any, part: AssessmentPart, section_key: str, user: Any) -> SectionDelegation:
    """Give a section to a colleague, who sees it as theirs; everybody of the vendor may still answer it."""
    lock_open(actor, part)
    if section_key not in {section.key for section in part.version.questionnaire.sections}:
        raise InvalidInput(fields={"section": _("There is no such section.")})
    if user.pk not in {each.pk for each in list_respondents(part.assessment.vendor_id)}:
        raise InvalidInput(fields={"user": _("Choose somebody who answers for this vendor.")})
    found = SectionDelegation.objects.filter(part=part, section_key=section_key).first()
    if found is not None and found.user_id == user.pk:
        return found
    delegation = found or SectionDelegation(part=part, section_key=section_key)
    delegation.user, delegation.given_by = user, actor
    delegation.save()
    publish(
        events.SECTION_DELEGATED,
        actor=actor,
        record=part.assessment,
        data={"part": str(part.pk), "section": section_key, "user": str(user.pk)},
    )
    return delegation


@service
def take_back_section(*, actor: Any, part: AssessmentPart, section_key: str) -> None:
    """Give a section back to everybody."""
    lock_open(actor, part)
    found = SectionDelegation.objects.filter(part=part, section_key=section_key).first()
    if found is not None:
        found.delete()
