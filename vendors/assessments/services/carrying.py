"""Taking earlier answers over: only those that somebody looked at and confirmed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from governance.core.writing import publish, service
from vendors.assessments import events
from vendors.assessments.earlier import find_earlier, list_offers
from vendors.assessments.models import AssessmentPart
from vendors.assessments.services.answering import lock_open, save_answer
from vendors.questionnaires.content import QuestionKind


@service
def confirm_earlier(*, actor: Any, part: AssessmentPart, question_ids: Collection[str]) -> list[str]:
    """Answer the questions named with what was answered before, as it is proposed now; returns their ids.

    What was answered meanwhile stays. Files are not taken over: they say something of their own time.
    """
    assessment = lock_open(actor, part)
    earlier = find_earlier(part)
    if earlier is None:
        return []
    taken = []
    for offer in list_offers(part, earlier):
        offered = offer.proposal.offered
        if offered is None or offer.question.id not in question_ids or offer.question.id in taken:
            continue
        values = {"comment": offered.comment, "owner_key": offered.owner, "duties": offered.duties}
        if offer.question.kind is not QuestionKind.FILE and offered.value is not None:
            values["value"] = offered.value  # type: ignore[assignment]
        if not any(values.values()):
            continue
        row = part.answers.filter(question_id=offer.question.id).first()
        seen = row.revision if row is not None else 0
        save_answer(actor=actor, part=part, question_id=offer.question.id, values=values, seen=seen)
        taken.append(offer.question.id)
    data = {"from": str(earlier.assessment_id), "questions": len(taken)}
    publish(events.ANSWERS_CARRIED, actor=actor, record=assessment, data=data)
    return taken
