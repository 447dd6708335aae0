"""How far the answers are: what is shown, answered and missing, by section. No Django."""

from __future__ import annotations

from dataclasses import dataclass

from vendors.questionnaires.answers import Answers, is_answered
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import Question, Questionnaire, Section


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """One section: how many questions are shown and answered, which must still be answered, which lack evidence."""

    section: Section
    shown: int
    answered: int
    missing: tuple[Question, ...]
    without_evidence: tuple[Question, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing that must be answered is left."""
        return not self.missing


def list_missing(content: Questionnaire, answers: Answers) -> list[Question]:
    """Return the questions that are shown, must be answered and are not, in their order."""
    return [question for question in list_shown(content, answers) if _is_missing(question, answers)]


def _is_missing(question: Question, answers: Answers) -> bool:
    answer = answers.get(question.id)
    return question.is_required and not is_answered(question, answer)


def measure(content: Questionnaire, answers: Answers) -> list[SectionProgress]:
    """Return the progress of every section."""
    shown = {question.id for question in list_shown(content, answers)}
    found = []
    for section in content.sections:
        asked = [question for question in section.questions if question.id in shown]
        given = [q for q in asked if is_answered(q, answers.get(q.id))]
        found.append(
            SectionProgress(
                section=section,
                shown=len(asked),
                answered=len(given),
                missing=tuple(q for q in asked if _is_missing(q, answers)),
                without_evidence=tuple(
                    q
                    for q in given
                    if q.needs_evidence and not answers[q.id].evidence and answers[q.id].value != "na"
                ),
            )
        )
    return found
