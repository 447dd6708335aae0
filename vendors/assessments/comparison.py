"""What changed between two rounds of answers, question by question, and what each change did to the score. No Django.

The rounds may be of two versions of a questionnaire: questions are brought together as `matching` does, so by id alone
never, and each difference says how its two questions belong together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from vendors.assessments.matching import PairKind, match_questions
from vendors.assessments.scoring import Line, Overrule, Reason, score
from vendors.questionnaires.answers import Answer, Answers, is_answered
from vendors.questionnaires.content import Question, Questionnaire

NOTHING = Fraction(0)
_FIELDS = ("comment", "owner", "duties", "evidence")


class Round(Protocol):
    """A questionnaire with its answers, such as a ReadQuestionnaire."""

    @property
    def content(self) -> Questionnaire: ...

    @property
    def answers(self) -> Answers: ...


class Change(StrEnum):
    """What became of an answer. A question that is not shown counts as not answered."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    #: Answered in neither round.
    UNANSWERED = "unanswered"
    ONLY_OLD = "only_old"
    ONLY_NEW = "only_new"


@dataclass(frozen=True, slots=True)
class Side:
    """One round's question with its answer as lines of text (none when not answered), and its line of the score."""

    question: Question
    text: str
    line: Line


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one question; `changed` names the fields of the answer that differ."""

    change: Change
    before: Side | None
    after: Side | None
    kind: PairKind | None = None
    changed: tuple[str, ...] = ()

    @property
    def effect(self) -> Fraction:
        """The points that the question earns more than before, or fewer when below 0."""
        gained = self.after.line.earned if self.after else NOTHING
        return gained - (self.before.line.earned if self.before else NOTHING)

    @property
    def effect_on_possible(self) -> Fraction:
        """The points that can be earned more than before."""
        gained = self.after.line.possible if self.after else NOTHING
        return gained - (self.before.line.possible if self.before else NOTHING)


@dataclass(frozen=True, slots=True)
class RoundComparison:
    """The differences in the order of the new questions, then those of the questions that are no longer asked."""

    differences: tuple[Difference, ...]
    percent_before: int | None
    percent_after: int | None

    def count(self) -> Counter[Change]:
        """Return how many questions there are of each change."""
        return Counter(difference.change for difference in self.differences)


def compare(
    old: Round,
    new: Round,
    old_overrides: Mapping[str, Overrule] | None = None,
    new_overrides: Mapping[str, Overrule] | None = None,
) -> RoundComparison:
    """Return what changed from the old round to the new one; the effects add up to the difference of the scores."""
    before = score(old.content, old.answers, old_overrides)
    after = score(new.content, new.answers, new_overrides)
    sides = _list_sides(old, before.lines), _list_sides(new, after.lines)
    pairs = match_questions(old.content, new.content).pairs
    differences = []
    for id, side in sides[1].items():
        pair = pairs.get(id)
        if pair is None:
            differences.append(Difference(Change.ONLY_NEW, None, side))
        else:
            earlier = sides[0].pop(pair.old.id)
            change, changed = _judge(earlier, side, old.answers.get(pair.old.id), new.answers.get(id))
            differences.append(Difference(change, earlier, side, pair.kind, changed))
    differences += [Difference(Change.ONLY_OLD, side, None) for side in sides[0].values()]
    return RoundComparison(tuple(differences), before.percent, after.percent)


def _list_sides(round: Round, lines: tuple[Line, ...]) -> dict[str, Side]:
    return {
        question.id: Side(
            question,
            "" if line.reason is Reason.HIDDEN else describe(question, round.answers.get(question.id)),
            line,
        )
        for question, line in zip(round.content, lines, strict=True)
    }


def _judge(
    before: Side, after: Side, old: Answer | None, new: Answer | None
) -> tuple[Change, tuple[str, ...]]:
    was = before.line.reason is not Reason.HIDDEN and is_answered(before.question, old)
    now = after.line.reason is not Reason.HIDDEN and is_answered(after.question, new)
    if old is None or new is None or not (was and now):
        return Change.ANSWERED if now else Change.WITHDRAWN if was else Change.UNANSWERED, ()
    # Labels and not keys: two versions may give one key to different choices.
    has_new_value = _describe_value(before.question, old) != _describe_value(after.question, new)
    changed = (
        *(("value",) if has_new_value else ()),
        *(name for name in _FIELDS if getattr(old, name) != getattr(new, name)),
    )
    return (Change.CHANGED if changed else Change.UNCHANGED), changed


def describe(question: Question, answer: Answer | None) -> str:
    """Return an answer as lines of plain text: the labels of its choices, the rows of a table, then the comment."""
    if answer is None:
        return ""
    return "\n".join([*_describe_value(question, answer), *answer.comment.splitlines()])


def _describe_value(question: Question, answer: Answer) -> list[str]:
    labels = {choice.key: choice.label for choice in question.choices}
    lines: list[str] = []
    for part in answer.value if isinstance(answer.value, list) else [answer.value or ""]:
        if isinstance(part, dict):
            lines.append(" | ".join(f"{column}: {cell}" for column, cell in part.items()))
        else:
            lines += (labels.get(part) or part).splitlines()
    return lines
