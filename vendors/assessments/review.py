"""What the page of a review shows: every question with its answer, what was said, what it earned, and the sum."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from vendors.assessments.enums import Verdict
from vendors.assessments.models import (
    AnswerMessage,
    Assessment,
    AssessmentAnswer,
    AssessmentFinding,
    AssessmentPart,
    Evidence,
    ReviewNote,
)
from vendors.assessments.scoring import Line, Overrule, Score, Total, score
from vendors.assessments.selectors import load_rows
from vendors.questionnaires.content import Question, Section

OVERRULES = {Verdict.ACCEPTED: Overrule.ACCEPT, Verdict.FINDING: Overrule.FINDING}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One question of a review."""

    question: Question
    line: Line
    row: AssessmentAnswer | None
    evidence: tuple[Evidence, ...]
    messages: tuple[AnswerMessage, ...]
    notes: tuple[ReviewNote, ...]

    @property
    def answer(self) -> Any:
        """The answer as the templates show it."""
        return self.row.to_answer() if self.row is not None else None


@dataclass(frozen=True, slots=True)
class ReviewSection:
    """One section of a review with what it earned."""

    section: Section
    total: Total
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True)
class PartReview:
    """One questionnaire of a review."""

    part: AssessmentPart
    score: Score
    sections: tuple[ReviewSection, ...]

    @property
    def judged(self) -> int:
        """How many answers somebody looked at."""
        return sum(1 for section in self.sections for each in section.rows if each.row and each.row.verdict)


def score_part(part: AssessmentPart, rows: dict[str, Any] | None = None) -> Score:
    """Return the score of a questionnaire with the reviewer's verdicts."""
    rows = load_rows(part) if rows is None else rows
    content = part.version.questionnaire
    answers = {key: row.to_answer(row.files) for key, row in rows.items()}
    verdicts = {key: OVERRULES[row.verdict] for key, row in rows.items() if row.verdict in OVERRULES}
    return score(content, answers, verdicts)


def review_assessment(actor: Any, assessment: Assessment) -> list[PartReview]:
    """Return what the reviewer sees of each questionnaire; notes and messages as far as the actor may read them."""
    parts = list(assessment.parts.select_related("version__template"))
    of_these = {"answer__part__in": parts}
    evidence = _group(Evidence.objects.restrict(actor, "view").filter(**of_these).order_by("id"))
    said = _group(AnswerMessage.objects.restrict(actor, "view").filter(**of_these).select_related("author"))
    notes = _group(ReviewNote.objects.restrict(actor, "view").filter(**of_these).select_related("author"))
    found = []
    for part in parts:
        rows = load_rows(part)
        scored = score_part(part, rows)
        lines = {line.question_id: line for line in scored.lines}
        sections = tuple(
            ReviewSection(
                section,
                scored.sections[section.key],
                tuple(
                    _make_row(question, lines[question.id], rows.get(question.id), evidence, said, notes)
                    for question in section.questions
                ),
            )
            for section in part.version.questionnaire.sections
        )
        found.append(PartReview(part, scored, sections))
    return found


def _make_row(question: Question, line: Line, row: Any, evidence: Any, said: Any, notes: Any) -> ReviewRow:
    key = row.pk if row is not None else None
    return ReviewRow(
        question, line, row, tuple(evidence.get(key, ())), tuple(said.get(key, ())), tuple(notes.get(key, ()))
    )


def _group(rows: Any) -> dict[Any, list[Any]]:
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.answer_id].append(row)
    return grouped


def list_findings(actor: Any, assessment: Assessment) -> list[AssessmentFinding]:
    """Return the findings of an assessment, the open ones first."""
    rows = AssessmentFinding.objects.restrict(actor, "view").filter(assessment=assessment)
    return sorted(rows.select_related("owner"), key=lambda row: (not row.is_open, row.pk))
