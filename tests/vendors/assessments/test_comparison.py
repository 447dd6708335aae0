"""What changed between two rounds."""

from __future__ import annotations

from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.questionnaires.made import a_question, answer, answers, ask, questionnaires
from vendors.assessments.comparison import Change, Difference, RoundComparison, compare, describe
from vendors.assessments.matching import PairKind
from vendors.assessments.scoring import Overrule, score
from vendors.questionnaires.answers import Answer, Answers
from vendors.questionnaires.content import Question, QuestionKind, Questionnaire
from vendors.questionnaires.reading import ReadQuestionnaire

LAPTOPS = "Are all laptops encrypted with a key that the support desk keeps?"
VISITORS = "Do visitors wear a badge and sign a register at the gate?"


def a_round(content: Questionnaire, given: Answers) -> ReadQuestionnaire:
    """Return a round as a reader gives it."""
    return ReadQuestionnaire("own", content, given)


def compare_one(question: Question, old: Answer | None, new: Answer | None) -> Difference:
    """Return what became of the only question."""
    rounds = [a_round(ask(question), {"A": each} if each else {}) for each in (old, new)]
    (found,) = compare(*rounds).differences
    return found


def test_each_question_is_told_with_its_effect() -> None:
    content = ask(
        *(a_question(id, weight=weight) for id, weight in zip("ABCDE", (1, 2, 3, 4, 5), strict=True))
    )
    found = compare(
        a_round(content, answer(A="yes", B="no", D="yes")), a_round(content, answer(A="yes", B="yes", C="na"))
    )
    assert [(each.change.value, each.effect, each.effect_on_possible) for each in found.differences] == [
        ("unchanged", F(0), F(0)),
        ("changed", F(2), F(0)),
        ("answered", F(0), F(-3)),
        ("withdrawn", F(-4), F(0)),
        ("unanswered", F(0), F(0)),
    ]
    assert found.count() == {
        Change.UNCHANGED: 1, Change.CHANGED: 1, Change.ANSWERED: 1, Change.WITHDRAWN: 1, Change.UNANSWERED: 1,
    }  # fmt: skip
    assert (found.percent_before, found.percent_after) == (33, 25)


def test_two_versions_are_compared_by_what_they_ask_and_not_by_id() -> None:
    old = a_round(ask(a_question("A", LAPTOPS), a_question("B", VISITORS)), answer(A="yes", B="no"))
    new = a_round(ask(a_question("A", VISITORS), a_question("C", "Is coffee free?")), answer(A="no", C="yes"))
    found = compare(old, new)
    told = [
        (
            each.change,
            each.before.question.id if each.before else "",
            each.after.question.id if each.after else "",
            each.kind,
            each.effect,
        )
        for each in found.differences
    ]
    assert told == [
        (Change.UNCHANGED, "B", "A", PairKind.MOVED, F(0)),
        (Change.ONLY_NEW, "", "C", None, F(1)),
        (Change.ONLY_OLD, "A", "", None, F(-1)),
    ]


def test_what_changed_in_an_answer_is_named() -> None:
    question = a_question(kind=QuestionKind.SINGLE)
    old = Answer("A", "a", "Soon.", "us", "", 1)
    found = compare_one(question, old, Answer("A", "b", "Soon.", "you", "Tell us.", 2))
    assert (found.change, found.changed) == (Change.CHANGED, ("value", "owner", "duties", "evidence"))
    assert found.before is not None
    assert found.after is not None
    assert (found.before.text, found.after.text) == ("Always\nSoon.", "At times\nSoon.")
    assert compare_one(question, old, old).changed == ()


def test_a_question_that_is_not_shown_any_more_is_withdrawn() -> None:
    content = ask(a_question("A"), a_question("B", shown_if={"question": "A", "in": ["yes"]}))
    found = compare(a_round(content, answer(A="yes", B="yes")), a_round(content, answer(A="no", B="yes")))
    withdrawn = found.differences[1]
    assert (withdrawn.change, withdrawn.effect, withdrawn.effect_on_possible) == (
        Change.WITHDRAWN,
        F(-1),
        F(-1),
    )
    assert withdrawn.after is not None
    assert withdrawn.after.text == ""


def test_answers_are_told_as_lines_of_text() -> None:
    table = a_question(kind=QuestionKind.TABLE)
    rows = [{"name": "Omni", "place": "Dublin"}, {"name": "Nimbus", "place": ""}]
    assert describe(table, Answer("A", rows)) == "name: Omni | place: Dublin\nname: Nimbus | place: "
    assert describe(a_question(kind=QuestionKind.MULTIPLE), Answer("A", ["a", "b"], "Now\nand then.")) == (
        "Always\nAt times\nNow\nand then."
    )
    assert (describe(a_question(), Answer("A", "yes")), describe(a_question(), None)) == ("yes", "")


def test_a_reviewer_s_word_has_an_effect_of_its_own() -> None:
    content = ask(a_question("A"))
    rounds = a_round(content, answer(A="yes")), a_round(content, answer(A="yes"))
    (found,) = compare(*rounds, new_overrides={"A": Overrule.FINDING}).differences
    assert (found.change, found.effect) == (Change.UNCHANGED, F(-1))


@given(st.data())
def test_the_effects_add_up_and_the_way_back_undoes_them(data: st.DataObject) -> None:
    content = data.draw(questionnaires())
    other = data.draw(st.just(content) | questionnaires())
    old, new = a_round(content, data.draw(answers(content))), a_round(other, data.draw(answers(other)))
    found, back = compare(old, new), compare(new, old)
    before, after = score(old.content, old.answers), score(new.content, new.answers)
    assert sum((each.effect for each in found.differences), F(0)) == after.earned - before.earned
    assert (
        sum((each.effect_on_possible for each in found.differences), F(0)) == after.possible - before.possible
    )
    earlier = [each.before.question.id for each in found.differences if each.before]
    later = [each.after.question.id for each in found.differences if each.after]
    assert (sorted(earlier), later) == (sorted(each.id for each in content), [each.id for each in other])
    assert mirror(found) == mirror(back, is_back=True) or content != other


def mirror(found: RoundComparison, is_back: bool = False) -> dict[str, int]:
    """Count changes, those of the way back under the name they have on the way there."""
    names = {Change.ANSWERED: Change.WITHDRAWN, Change.WITHDRAWN: Change.ANSWERED}
    return {
        names.get(change, change) if is_back else change: count for change, count in found.count().items()
    }
