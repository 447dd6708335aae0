"""What both sides say about single answers, and what reviewers say among themselves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.rights import rights_of
from governance.core.writing import lock, permit, publish, service
from vendors.assessments import events
from vendors.assessments.enums import AssessmentState, Side
from vendors.assessments.models import AnswerMessage, Assessment, AssessmentAnswer, ReviewNote
from vendors.questionnaires.json_fields import UNSTORABLE

LONGEST = 5_000
#: Messages of each side about one answer, so that neither can silence the other by writing many.
MOST_MESSAGES = 100
#: And in one assessment: whoever reads a whole questionnaire, or prints it, holds all of them.
MOST_IN_ALL = 3_000


def check_text(text: str) -> str:
    """Return what somebody wrote without blanks at its edges; raises InvalidInput for nothing, and for too much."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise InvalidInput(fields={"text": _("Write something, at most %d characters.") % LONGEST})
    if UNSTORABLE.search(text):
        raise InvalidInput(fields={"text": _("Take out the characters that cannot be kept.")})
    return text


@service
def write_message(*, actor: Any, answer: AssessmentAnswer, text: str) -> AnswerMessage:
    """Say something that both sides read: a reviewer, or somebody who answers for the vendor."""
    assessment = answer.part.assessment
    rights = rights_of(actor, fresh=True)
    if Assessment.objects.restrict(actor, "review").filter(pk=assessment.pk).exists():
        side = Side.US
    elif assessment.vendor_id in rights.vendors.get(Assessment.get_permission("answer"), ()):
        side = Side.VENDOR
    else:
        raise NotPermitted()
    if assessment.is_decided or assessment.state == AssessmentState.WITHDRAWN:
        raise ConflictingState(_("This assessment is over; begin another round to go on."))
    return add_message(actor, answer, side, check_text(text))


def add_message(
    actor: Any, answer: AssessmentAnswer, side: Side, text: str, *, is_question: bool = False
) -> AnswerMessage:
    """Keep a message within a service; raises ConflictingState when its side has written enough."""
    answer = lock(answer)
    if answer.messages.filter(side=side).count() >= MOST_MESSAGES:
        raise ConflictingState(
            _("There are %d messages of yours about this answer already. Say the rest with another question.")
            % MOST_MESSAGES
        )
    of_all = AnswerMessage.objects.filter(answer__part__assessment=answer.part.assessment_id, side=side)
    if of_all.count() >= MOST_IN_ALL:
        raise ConflictingState(
            _("There are %d messages of yours in this assessment already. Say the rest otherwise.")
            % MOST_IN_ALL
        )
    message = AnswerMessage(answer=answer, author=actor, side=side, text=text, is_question=is_question)
    message.save(force_insert=True)
    data = {"side": side.value, "is_question": is_question}
    publish(events.MESSAGE_WRITTEN, actor=actor, record=answer, data=data)
    return message


@service
def write_note(*, actor: Any, answer: AssessmentAnswer, text: str) -> ReviewNote:
    """Leave a note among ourselves; no vendor reads it."""
    permit(actor, "review", answer.part.assessment)
    note = ReviewNote(answer=answer, author=actor, text=check_text(text))
    note.save(force_insert=True)
    publish(events.NOTE_WRITTEN, actor=actor, record=answer)
    return note
