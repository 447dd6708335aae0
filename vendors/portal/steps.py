"""From one question to the next and back, among those that are asked given the other answers. No Django."""

from __future__ import annotations

from dataclasses import dataclass

from vendors.questionnaires.answers import Answers
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import Question, Questionnaire, Section

Place = tuple[Section, Question]


@dataclass(frozen=True, slots=True)
class Step:
    """Where a question stands in its section, counted from 1, and which come before and after it in all of them."""

    number: int
    total: int
    before: Place | None
    after: Place | None


def find_step(content: Questionnaire, answers: Answers, question: Question) -> Step:
    """Return the step of a question; one that is not asked any more still has its place."""
    shown = {each.id for each in list_shown(content, answers)} | {question.id}
    walk = [(section, each) for section in content.sections for each in section.questions if each.id in shown]
    here = next(place for place, (_section, each) in enumerate(walk) if each.id == question.id)
    beside = [each.id for section, each in walk if section.key == walk[here][0].key]
    return Step(
        number=beside.index(question.id) + 1,
        total=len(beside),
        before=walk[here - 1] if here else None,
        after=walk[here + 1] if here + 1 < len(walk) else None,
    )
