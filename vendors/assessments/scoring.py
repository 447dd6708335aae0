"""What the answers to a questionnaire are worth: one line a question, and their sum is the score. No Django.

Points are fractions, so that nothing is lost on the way: two of three good choices are 2/3 of a weight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from vendors.questionnaires.answers import Answer, Answers, is_answered, list_keys
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import NOT_APPLICABLE, Question, QuestionKind, Questionnaire

NOTHING = Fraction(0)
#: What is left of an answer's points when the evidence it needs is missing.
WITHOUT_EVIDENCE = Fraction(1, 2)


class Reason(StrEnum):
    """Why a question earned what it earned. The codes are stored and stay as they are."""

    GOOD = "good"
    #: Some of several choices are good: their share, less the share of those that are not.
    PARTLY_GOOD = "partly_good"
    BAD = "bad"
    #: Worth nothing of its weight when it is required, else left out.
    UNANSWERED = "unanswered"
    #: Left out of the possible points.
    NOT_APPLICABLE = "not_applicable"
    #: Has no weight or no good answer.
    NOT_SCORED = "not_scored"
    #: Its condition does not hold.
    HIDDEN = "hidden"
    #: Half of what the answer would earn with the evidence it needs.
    NO_EVIDENCE = "no_evidence"
    #: As without any: what it was given has expired. A question that only a file answers is unanswered again.
    EXPIRED_EVIDENCE = "expired_evidence"
    #: A reviewer counts it as good, or as a finding.
    ACCEPTED = "accepted"
    FINDING = "finding"


class Overrule(StrEnum):
    """What a reviewer says against the answer: it counts in full, or as nothing."""

    ACCEPT = "accept"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Line:
    """What one question earned of what it can earn. Both are 0 for a question that is left out."""

    question_id: str
    section: str
    reason: Reason
    earned: Fraction = NOTHING
    possible: Fraction = NOTHING

    @property
    def is_counted(self) -> bool:
        """Whether the question is part of the score."""
        return self.possible > 0


@dataclass(frozen=True, slots=True)
class Total:
    """Points of several questions."""

    earned: Fraction
    possible: Fraction

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, halves rounded up; None when nothing is scored."""
        return floor(100 * self.earned / self.possible + Fraction(1, 2)) if self.possible else None


@dataclass(frozen=True, slots=True)
class Score(Total):
    """The score of a questionnaire: that of its sections by key, and the line of every question in order."""

    sections: Mapping[str, Total]
    lines: tuple[Line, ...]

    def count(self) -> Counter[Reason]:
        """Return how many questions have which reason: a high score with much not applicable says little."""
        return Counter(line.reason for line in self.lines)


def score(content: Questionnaire, answers: Answers, overrides: Mapping[str, Overrule] | None = None) -> Score:
    """Return what the answers are worth.

    `overrides` are a reviewer's words on single questions, by their id; one on a question that is hidden or not scored
    changes nothing. Raises KeyError for one on a question that is not asked.
    """
    overrides = overrides or {}
    unasked = sorted(each for each in overrides if content.get(each) is None)
    if unasked:
        raise KeyError(unasked[0])
    shown = {question.id for question in list_shown(content, answers)}
    lines: list[Line] = []
    sections: dict[str, Total] = {}
    for section in content.sections:
        found = [
            _judge(question, section.key, answers.get(question.id), overrides.get(question.id))
            if question.id in shown
            else Line(question.id, section.key, Reason.HIDDEN)
            for question in section.questions
        ]
        sections[section.key] = add_up(found)
        lines += found
    total = add_up(lines)
    return Score(total.earned, total.possible, sections, tuple(lines))


def add_up(parts: Iterable[Line | Total]) -> Total:
    """Return the points of several questions, sections or questionnaires together."""
    found = list(parts)
    return Total(
        sum((each.earned for each in found), NOTHING), sum((each.possible for each in found), NOTHING)
    )


def _judge(question: Question, section: str, answer: Answer | None, overrule: Overrule | None) -> Line:
    if not question.is_scored:
        return Line(question.id, section, Reason.NOT_SCORED)
    reason, share = _overrule(overrule) if overrule else _weigh(question, answer)
    if share is None:
        return Line(question.id, section, reason)
    weight = Fraction(question.weight)
    return Line(question.id, section, reason, weight * share, weight)


def _overrule(overrule: Overrule) -> tuple[Reason, Fraction]:
    if Overrule(overrule) is Overrule.ACCEPT:
        return Reason.ACCEPTED, Fraction(1)
    return Reason.FINDING, NOTHING


def _weigh(question: Question, answer: Answer | None) -> tuple[Reason, Fraction | None]:
    """Return the reason and the share of the weight that is earned; None leaves the question out."""
    if answer is None or not is_answered(question, answer):
        reason = Reason.EXPIRED_EVIDENCE if _is_answered_by_expired(question, answer) else Reason.UNANSWERED
        return reason, NOTHING if question.is_required else None
    keys = list_keys(answer)
    if keys == [NOT_APPLICABLE] and question.allows_na and NOT_APPLICABLE not in question.good:
        return Reason.NOT_APPLICABLE, None
    share = _share(question, set(keys))
    if share == 0:
        return Reason.BAD, share
    if question.needs_evidence and answer.evidence == 0:
        reason = Reason.EXPIRED_EVIDENCE if answer.expired else Reason.NO_EVIDENCE
        return reason, share * WITHOUT_EVIDENCE
    return (Reason.GOOD if share == 1 else Reason.PARTLY_GOOD), share


def _is_answered_by_expired(question: Question, answer: Answer | None) -> bool:
    return question.kind is QuestionKind.FILE and answer is not None and answer.expired > 0


def _share(question: Question, keys: set[str]) -> Fraction:
    good = set(question.good)
    if question.kind is not QuestionKind.MULTIPLE:
        return Fraction(bool(keys) and keys <= good)
    return max(NOTHING, Fraction(len(keys & good) - len(keys - good), len(good)))
