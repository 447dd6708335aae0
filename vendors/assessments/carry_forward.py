"""Which answers of an earlier round, or of another version of a questionnaire, may answer the questions of a new one.

All of it is proposed and nothing is taken over: somebody looks at each and says yes. No Django.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from vendors.assessments.matching import MARGIN, THRESHOLD, Pair, PairKind, match_questions
from vendors.assessments.similarity import is_negated, normalise
from vendors.questionnaires.answers import Answer, Answers, InvalidAnswer, check_value, is_answered, list_keys
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import Question, Questionnaire


@dataclass(frozen=True, slots=True)
class Proposal:
    """An old answer beside a new question; `similarity` of the two questions is in parts per thousand.

    `answer` is the old one as it was given.
    `offered` is what would be stored for the new question when somebody agrees: without the value when the new question
    is of another kind, offers other choices or asks the contrary, without the owner when that is none of the new ones;
    None for a warning.
    """

    new_id: str
    old_id: str
    answer: Answer
    similarity: int
    kind: PairKind
    offered: Answer | None

    @property
    def is_comment_only(self) -> bool:
        """Whether the old value is no answer to the new question."""
        kept = self.offered or self.answer
        return (kept.value, kept.evidence) != (self.answer.value, self.answer.evidence)


def propose(
    old_content: Questionnaire,
    old_answers: Answers,
    new_content: Questionnaire,
    threshold: int = THRESHOLD,
    margin: int = MARGIN,
) -> list[Proposal]:
    """Return what the old answers may answer, in the order of the new questions, each answer offered at most once.

    Answers to questions that were not shown are left out. A new question whose id asked something else comes with a
    warning, besides whatever is offered for it.
    """
    matching = match_questions(old_content, new_content, threshold, margin)
    given = {
        question.id: answer
        for question in list_shown(old_content, old_answers)
        if (answer := old_answers.get(question.id)) and (answer.comment or is_answered(question, answer))
    }
    owners = {owner.key for owner in new_content.owners}
    found = []
    for question in new_content:
        pair, reused = matching.pairs.get(question.id), matching.reused.get(question.id)
        if pair is not None and pair.old.id in given:
            found.append(_propose(pair, given[pair.old.id], _fit(pair, given[pair.old.id], owners)))
        if reused is not None and question.id in given:
            found.append(_propose(reused, given[question.id], None))
    return found


def _propose(pair: Pair, answer: Answer, offered: Answer | None) -> Proposal:
    return Proposal(pair.new.id, pair.old.id, answer, pair.similarity, pair.kind, offered)


def _fit(pair: Pair, answer: Answer, owners: set[str]) -> Answer:
    fitting = replace(answer, question_id=pair.new.id, owner=answer.owner if answer.owner in owners else "")
    return fitting if _takes(pair.old, pair.new, answer) else replace(fitting, value=None, evidence=0)


def _takes(old: Question, new: Question, answer: Answer) -> bool:
    """Whether the old value says the same to the new question: by its kind, the labels of its keys, and no "not"."""
    if old.kind is not new.kind or (new.keys and is_negated(old.text) != is_negated(new.text)):
        return False
    try:
        is_kept = check_value(new, answer.value) == answer.value
    except InvalidAnswer:
        return False
    labels, meant = ({choice.key: normalise(choice.label) for choice in each.choices} for each in (old, new))
    return is_kept and all(labels.get(key) == meant.get(key) for key in list_keys(answer) if key in new.keys)
