"""What the page of a review shows: every question with its answer, what was said, what it earned, and the sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType

from governance.core.days import legal_day
from governance.core.models import RecordedEvent
from vendors.assessments.enums import Verdict
from vendors.assessments.events import ANSWER_REVIEWED, VERDICT_TAKEN_BACK
from vendors.assessments.models import (
    AnswerMessage,
    Assessment,
    AssessmentAnswer,
    AssessmentFinding,
    AssessmentPart,
    Evidence,
    ReviewNote,
)
from vendors.assessments.scoring import Line, Overrule, Reason, Score, Total, score
from vendors.assessments.selectors import find_last, group_by_answer, load_rows, to_answers
from vendors.questionnaires.answers import Answers
from vendors.questionnaires.content import Question, Questionnaire, Section

#: How long before its day a file is spoken of.
SOON_DAYS = 90
OVERRULES = {Verdict.ACCEPTED: Overrule.ACCEPT, Verdict.FINDING: Overrule.FINDING}


@dataclass(frozen=True, slots=True)
class Round:
    """A questionnaire with its answers and what the reviewer said of them."""

    content: Questionnaire
    answers: Answers
    overrides: Mapping[str, Overrule]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One question of a review."""

    question: Question
    line: Line
    row: AssessmentAnswer | None
    evidence: tuple[Evidence, ...]
    messages: tuple[AnswerMessage, ...]
    notes: tuple[ReviewNote, ...]
    findings: tuple[AssessmentFinding, ...] = ()
    judgements: tuple[RecordedEvent, ...] = ()

    @property
    def answer(self) -> Any:
        """The answer as the templates show it."""
        return self.row.to_answer() if self.row is not None else None

    @property
    def open_findings(self) -> list[AssessmentFinding]:
        """What is recorded as wrong with it and not mended yet."""
        return [finding for finding in self.findings if finding.is_open]


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


def load_round(part: AssessmentPart, rows: dict[str, Any] | None = None, *, on: date | None = None) -> Round:
    """Return one round of a questionnaire; `rows` are its stored answers where they are loaded already.

    Evidence counts as of the day (today unless given).
    """
    rows = load_rows(part, on=on) if rows is None else rows
    verdicts = {key: OVERRULES[row.verdict] for key, row in rows.items() if row.verdict in OVERRULES}
    return Round(part.version.questionnaire, to_answers(rows), verdicts)


def score_part(part: AssessmentPart, rows: dict[str, Any] | None = None) -> Score:
    """Return the score of a questionnaire with the reviewer's verdicts."""
    found = load_round(part, rows)
    return score(found.content, found.answers, found.overrides)


def review_assessment(actor: Any, assessment: Assessment) -> list[PartReview]:
    """Return what the reviewer sees of each questionnaire; notes and messages as far as the actor may read them."""
    parts = list(assessment.parts.select_related("version__template"))
    of_these = {"answer__part__in": parts}
    evidence = group_by_answer(Evidence.objects.restrict(actor, "view").filter(**of_these).order_by("id"))
    said = group_by_answer(
        AnswerMessage.objects.restrict(actor, "view").filter(**of_these).select_related("author")
    )
    notes = group_by_answer(
        ReviewNote.objects.restrict(actor, "view").filter(**of_these).select_related("author")
    )
    findings: dict[Any, list[AssessmentFinding]] = defaultdict(list)
    for finding in list_findings(actor, assessment):
        for part in parts:
            if finding.part_id in {None, part.pk}:
                findings[part.pk, finding.question_id].append(finding)
    judged = _list_judgements(parts)
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
                    replace(
                        _make_row(question, lines[question.id], rows.get(question.id), evidence, said, notes),
                        findings=tuple(findings.get((part.pk, question.id), ())),
                        judgements=tuple(judged.get(getattr(rows.get(question.id), "pk", None), ())),
                    )
                    for question in section.questions
                ),
            )
            for section in part.version.questionnaire.sections
        )
        found.append(PartReview(part, scored, sections))
    return found


def _list_judgements(parts: list[AssessmentPart]) -> dict[Any, list[RecordedEvent]]:
    """Return what reviewers made of the answers so far, the first first, by the key of the answer."""
    answers = AssessmentAnswer.objects.filter(part__in=parts)
    rows = RecordedEvent.objects.filter(
        name__in=[ANSWER_REVIEWED.name, VERDICT_TAKEN_BACK.name],
        record_type=ContentType.objects.get_for_model(AssessmentAnswer),
        record_id__in=answers.values("pk"),
    )
    found: dict[Any, list[RecordedEvent]] = defaultdict(list)
    for event in rows.select_related("actor").order_by("id"):
        found[event.record_id].append(event)
    return found


def _make_row(question: Question, line: Line, row: Any, evidence: Any, said: Any, notes: Any) -> ReviewRow:
    key = row.pk if row is not None else None
    return ReviewRow(
        question, line, row, tuple(evidence.get(key, ())), tuple(said.get(key, ())), tuple(notes.get(key, ()))
    )


@dataclass(frozen=True, slots=True)
class EvidenceDue:
    """An answer whose evidence ends: the last of its files that counts, and whether its day has come."""

    row: ReviewRow
    file: Evidence
    has_expired: bool


def list_evidence_due(parts: Iterable[PartReview]) -> list[EvidenceDue]:
    """Return the answers that are without valid evidence now or soon, the first day first."""
    soon = legal_day() + timedelta(days=SOON_DAYS)
    found = []
    for part in parts:
        for section in part.sections:
            for row in section.rows:
                last = find_last(row.evidence)
                if last is not None and last.expires_on <= soon and row.line.reason is not Reason.HIDDEN:
                    found.append(EvidenceDue(row, last, last.has_expired))
    return sorted(found, key=lambda each: (each.file.expires_on, each.file.pk))


def list_findings(actor: Any, assessment: Assessment) -> list[AssessmentFinding]:
    """Return the findings of an assessment, the open ones first."""
    rows = AssessmentFinding.objects.restrict(actor, "view").filter(assessment=assessment)
    return sorted(rows.select_related("owner"), key=lambda row: (not row.is_open, row.pk))
