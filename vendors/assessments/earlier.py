"""What a vendor answered before: where it is, what of it may answer a new questionnaire, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from governance.core.days import legal_day
from vendors.assessments.carry_forward import Proposal, propose
from vendors.assessments.comparison import RoundComparison, compare
from vendors.assessments.enums import DECIDED, UNDER_REVIEW
from vendors.assessments.models import AssessmentPart
from vendors.assessments.review import load_round
from vendors.assessments.selectors import load_answers
from vendors.questionnaires.answers import is_answered
from vendors.questionnaires.content import Question


@dataclass(frozen=True, slots=True)
class Offer:
    """An earlier answer beside the question that it may answer now."""

    question: Question
    earlier: Question
    proposal: Proposal

    @property
    def percent(self) -> int:
        """How alike the two questions are, in per cent."""
        return self.proposal.similarity // 10


def find_earlier(part: AssessmentPart) -> AssessmentPart | None:
    """Return the last questionnaire of the same kind that the vendor handed in before; any version of it."""
    template = part.version.template
    same = Q(version__template=template)
    if template.framework:
        same |= Q(version__template__framework=template.framework)
    rows = AssessmentPart.objects.filter(
        same,
        assessment__vendor_id=part.assessment.vendor_id,
        assessment__state__in=(*DECIDED, *UNDER_REVIEW),
        assessment__submitted_at__isnull=False,
    ).exclude(assessment_id=part.assessment_id)
    found: AssessmentPart | None = (
        rows.select_related("assessment", "version__template")
        .order_by("-assessment__submitted_at", "-id")
        .first()
    )
    return found


def list_offers(part: AssessmentPart, earlier: AssessmentPart) -> list[Offer]:
    """Return what the earlier answers may answer of what is not answered yet; the warnings are among them."""
    old, new = earlier.version.questionnaire, part.version.questionnaire
    present = load_answers(part)
    offers = []
    for proposal in propose(old, load_answers(earlier), new):
        question, before = new.get(proposal.new_id), old.get(proposal.old_id)
        if question is None or before is None or is_answered(question, present.get(question.id)):
            continue
        offers.append(Offer(question, before, proposal))
    return offers


def _find_day(part: AssessmentPart) -> date | None:
    decided = part.assessment.decided_at
    return legal_day(decided) if decided is not None else None


def compare_parts(earlier: AssessmentPart, part: AssessmentPart) -> RoundComparison:
    """Return what changed from one round to the next, with what it did to the score.

    The evidence of a round that was decided counts as it did that day: that it expired since is no change of an answer.
    """
    old, new = (load_round(each, on=_find_day(each)) for each in (earlier, part))
    return compare(old, new, old.overrides, new.overrides)
