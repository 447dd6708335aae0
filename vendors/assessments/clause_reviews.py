"""What an accepted review of DPA clauses says about the points on an agreement's checklist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vendors.agreements.enums import AgreementKind, ClauseResult
from vendors.agreements.models import Agreement
from vendors.agreements.selectors import Point, list_checklist
from vendors.assessments.enums import PASSED, EvidenceState, Verdict
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentPart, Evidence
from vendors.assessments.selectors import group_by_answer, load_rows, to_answers
from vendors.questionnaires.answers import is_answered, list_keys
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import NOT_APPLICABLE, Question
from vendors.questionnaires.references import name_question

#: The built-in questionnaire whose ids are those of `vendors.agreements.enums.Clause`.
TEMPLATE = "dpa-clauses"
LONGEST_SECTION = 120
#: What a comment has that names a place in a text, such as § 7.2, Annex II or page 4.
PLACE = re.compile(r"§|[0-9]|annex|schedule|appendix|exhibit", re.IGNORECASE)
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class ProposedCheck:
    """One point of the checklist beside the answer that speaks of it, and the check that follows from it."""

    point: Point
    question: Question
    answer: AssessmentAnswer
    files: tuple[Evidence, ...]
    result: str
    section: str
    note: str

    @property
    def seen(self) -> str:
        """What tells the present check from a later one; empty while nobody has checked."""
        return self.point.check.checked_at.isoformat() if self.point.check is not None else ""

    @property
    def is_noted(self) -> bool:
        """Whether the checklist says the same already."""
        return self.point.check is not None and self.point.check.result == self.result

    @property
    def is_ready(self) -> bool:
        """Whether it can be noted as it stands: nobody has checked yet, and what is met says where it stands."""
        return self.point.check is None and (bool(self.section) or self.result != ClauseResult.MET)

    @property
    def references(self) -> dict[str, Any]:
        """What the check rests on, as it is recorded."""
        files = [{"file": file.file_name, "sha256": file.sha256} for file in self.files]
        return {"answer": str(self.answer.pk), "revision": self.answer.revision, "evidence": files}


def list_reviews(actor: Any, agreement: Agreement) -> list[Assessment]:
    """Return the accepted reviews of clauses of the agreement's vendor that the actor may see, the last one first."""
    rows = Assessment.objects.restrict(actor, "view").filter(
        vendor=agreement.vendor, state__in=PASSED, parts__version__template__key=TEMPLATE
    )
    return list(rows.order_by("-decided_at", "-id"))


def list_reviewed_agreements(actor: Any, assessment: Assessment) -> list[Agreement]:
    """Return the agreements into whose checklists the verdicts of an accepted review can be taken over."""
    if assessment.state not in PASSED or find_part(assessment) is None:
        return []
    rows = Agreement.objects.restrict(actor, "view").filter(
        vendor=assessment.vendor, kind=AgreementKind.DPA, terminated_date__isnull=True
    )
    return list(rows.order_by("-effective_date", "-id"))


def find_part(assessment: Assessment) -> AssessmentPart | None:
    """Return the questionnaire of an assessment that reviews the clauses of a DPA."""
    parts = assessment.parts.filter(version__template__key=TEMPLATE)
    found: AssessmentPart | None = parts.select_related("version__template", "assessment").first()
    return found


def propose_checks(actor: Any, agreement: Agreement, assessment: Assessment) -> list[ProposedCheck]:
    """Return what the answers, as they were reviewed, say about the points of the checklist, in its order.

    Files count that can be opened and have not expired. Points that nobody was asked about, or answered, are left out.
    """
    part = find_part(assessment)
    if part is None:
        return []
    rows = load_rows(part)
    answers, content = to_answers(rows), part.version.questionnaire
    shown = {question.id: question for question in list_shown(content, answers)}
    files = group_by_answer(
        file
        for file in Evidence.objects.restrict(actor, "view")
        .filter(answer__part=part, state=EvidenceState.AVAILABLE)
        .order_by("id")
        if not file.has_expired
    )
    found = []
    for point in list_checklist(actor, agreement):
        question, row = shown.get(point.key), rows.get(point.key)
        if question is None or row is None or not is_answered(question, answers[point.key]):
            continue
        own = tuple(files.get(row.pk, ()))
        result = _judge(question, row, list_keys(answers[point.key]))
        note = _word(assessment, question, row, own)
        found.append(ProposedCheck(point, question, row, own, result, _find_section(row, own), note))
    return found


def _judge(question: Question, row: AssessmentAnswer, keys: list[str]) -> str:
    """Return the result that follows: a reviewer's finding outweighs the answer, an acceptance does not change it."""
    if row.verdict == Verdict.FINDING:
        return ClauseResult.MISSING
    if keys == [NOT_APPLICABLE] and NOT_APPLICABLE not in question.good:
        return ClauseResult.NOT_APPLICABLE
    return ClauseResult.MET if keys and set(keys) <= set(question.good) else ClauseResult.MISSING


def _find_section(row: AssessmentAnswer, files: tuple[Evidence, ...]) -> str:
    """Return where the clause stands: the comment if it names a place, as the review asks for, or the first file."""
    place = " ".join(row.comment.split())
    if PLACE.search(place) and len(place) <= LONGEST_SECTION:
        return place
    return files[0].file_name[:LONGEST_SECTION] if files else ""


def _word(
    assessment: Assessment, question: Question, row: AssessmentAnswer, files: tuple[Evidence, ...]
) -> str:
    text = _("From the review “%(review)s”, round %(round)d, question %(question)s.") % {
        "review": assessment,
        "round": assessment.round_number,
        "question": name_question(question),
    }
    if row.comment:
        text += f" “{' '.join(row.comment.split())}”"
    for file in files:
        text += " " + _("File: %(name)s (SHA-256 %(digest)s).") % {
            "name": file.file_name,
            "digest": file.sha256,
        }
    return text[:LONGEST_NOTE]
