"""What answers are worth."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.questionnaires.made import a_question, answer, answers, ask, questionnaires
from vendors.assessments.scoring import Line, Overrule, Reason, Score, Total, score
from vendors.questionnaires.answers import Answer, Value
from vendors.questionnaires.content import Question, QuestionKind, Questionnaire, Section

MANY = QuestionKind.MULTIPLE


def line(
    question: Question, value: Value, evidence: int = 0, overrule: Overrule | None = None, expired: int = 0
) -> tuple[str, F, F]:
    """Return what one question with one answer is worth: its reason, earned and possible points."""
    overrides = {"A": overrule} if overrule else {}
    (found,) = score(
        ask(question), {"A": Answer("A", value, evidence=evidence, expired=expired)}, overrides
    ).lines
    return found.reason.value, found.earned, found.possible


def percent_of(found: Score | Total) -> int:
    """Return the percentage, -1 when nothing is scored."""
    return -1 if found.percent is None else found.percent


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        (a_question(weight=20), "yes", ("good", F(20), F(20))),
        (a_question(weight=20), "no", ("bad", F(0), F(20))),
        (a_question(good=("no",)), "no", ("good", F(1), F(1))),
        (a_question(), None, ("unanswered", F(0), F(1))),
        (a_question(is_required=False), None, ("unanswered", F(0), F(0))),
        (a_question(), "na", ("not_applicable", F(0), F(0))),
        (a_question(good=("yes", "na")), "na", ("good", F(1), F(1))),
        (a_question(allows_na=False), "na", ("bad", F(0), F(1))),
        (a_question(weight=0), "yes", ("not_scored", F(0), F(0))),
        (a_question(good=()), "yes", ("not_scored", F(0), F(0))),
        (a_question(kind=QuestionKind.TEXT), "Yes, always.", ("not_scored", F(0), F(0))),
        (a_question(kind=QuestionKind.SINGLE, good=("a", "b")), "b", ("good", F(1), F(1))),
        (a_question(kind=QuestionKind.SINGLE), "na", ("not_applicable", F(0), F(0))),
        (a_question(kind=MANY, good=("a", "b", "c")), ["a", "c"], ("partly_good", F(2, 3), F(1))),
        (a_question(kind=MANY, good=("a", "b")), ["a", "b"], ("good", F(1), F(1))),
        (a_question(kind=MANY, good=("a", "b")), ["a", "b", "c"], ("partly_good", F(1, 2), F(1))),
        (a_question(kind=MANY, good=("a", "b")), ["a", "c"], ("bad", F(0), F(1))),
        (a_question(kind=MANY, good=("a",)), ["b", "c"], ("bad", F(0), F(1))),
        (a_question(kind=MANY, good=("a",)), ["na"], ("not_applicable", F(0), F(0))),
        (a_question(kind=MANY, good=("a", "b", "c")), ["a", "b", "na"], ("partly_good", F(1, 3), F(1))),
        (a_question(weight=3, needs_evidence=True), "yes", ("no_evidence", F(3, 2), F(3))),
        (a_question(weight=3, needs_evidence=True), "no", ("bad", F(0), F(3))),
        (a_question(kind=MANY, good=("a", "b"), needs_evidence=True), ["a"], ("no_evidence", F(1, 4), F(1))),
    ],
)
def test_what_an_answer_is_worth(question: Question, value: Value, expected: tuple[str, F, F]) -> None:
    assert line(question, value) == expected


def test_evidence_where_it_is_needed_gives_the_whole_weight() -> None:
    assert line(a_question(needs_evidence=True), "yes", evidence=1) == ("good", F(1), F(1))


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        (a_question(weight=3, needs_evidence=True), "yes", ("expired_evidence", F(3, 2), F(3))),
        (a_question(weight=3, needs_evidence=True), "no", ("bad", F(0), F(3))),
        (a_question(), "yes", ("good", F(1), F(1))),
    ],
)
def test_evidence_that_expired_is_as_none_and_said_to_be(
    question: Question, value: Value, expected: tuple[str, F, F]
) -> None:
    assert line(question, value, expired=1) == expected


@pytest.mark.parametrize("value", ["yes", "no", "na", None])
def test_a_reviewer_overrules_any_answer(value: Value) -> None:
    question = a_question(weight=4, needs_evidence=True, is_required=False)
    assert line(question, value, overrule=Overrule.ACCEPT) == ("accepted", F(4), F(4))
    assert line(question, value, overrule=Overrule.FINDING) == ("finding", F(0), F(4))


def test_a_reviewer_changes_nothing_on_what_is_hidden_or_not_scored() -> None:
    content = ask(
        a_question("A"),
        a_question("B", shown_if={"question": "A", "in": ["yes"]}),
        a_question("C", weight=0),
    )
    words = {"B": Overrule.ACCEPT, "C": Overrule.FINDING}
    assert [
        (each.question_id, each.reason) for each in score(content, answer(A="no", B="yes"), words).lines
    ] == [
        ("A", Reason.BAD),
        ("B", Reason.HIDDEN),
        ("C", Reason.NOT_SCORED),
    ]
    with pytest.raises(KeyError, match="unasked"):
        score(content, {}, {"unasked": Overrule.ACCEPT})


def test_a_score_is_given_for_each_section_and_as_a_whole() -> None:
    content = Questionnaire(
        "Two",
        (
            Section("one", "One", questions=(a_question("A", weight=3), a_question("B"))),
            Section("two", "Two", questions=(a_question("C"),)),
            Section("none", "None"),
        ),
    )
    found = score(content, answer(A="yes", B="no", C="na"))
    assert (found.earned, found.possible, found.percent) == (3, 4, 75)
    assert found.sections == {"one": Total(F(3), F(4)), "two": Total(F(0), F(0)), "none": Total(F(0), F(0))}
    assert [percent_of(total) for total in found.sections.values()] == [75, -1, -1]
    assert found.lines[0] == Line("A", "one", Reason.GOOD, F(3), F(3))
    assert found.count() == {Reason.GOOD: 1, Reason.BAD: 1, Reason.NOT_APPLICABLE: 1}


@pytest.mark.parametrize(
    ("earned", "possible", "percent"),
    [
        (1, 200, 1),
        (1, 201, 0),
        (F(1, 3), 1, 33),
        (2, 3, 67),
        (199, 200, 100),
        (0, 5, 0),
        (5, 5, 100),
        (0, 0, None),
    ],
)
def test_halves_are_rounded_up(earned: int | F, possible: int, percent: int | None) -> None:
    assert Total(F(earned), F(possible)).percent == percent


@given(st.data())
def test_the_sum_of_the_lines_is_the_score(data: st.DataObject) -> None:
    content = data.draw(questionnaires())
    given = data.draw(answers(content))
    ids = [question.id for question in content]
    words = data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(Overrule))) if ids else {}
    found = score(content, given, words)
    assert [each.question_id for each in found.lines] == ids
    assert (found.earned, found.possible) == (
        sum(each.earned for each in found.lines),
        sum(each.possible for each in found.lines),
    )
    for section in content.sections:
        own = [each for each in found.lines if each.section == section.key]
        assert [each.question_id for each in own] == [question.id for question in section.questions]
        assert found.sections[section.key] == Total(
            sum((each.earned for each in own), F(0)), sum((each.possible for each in own), F(0))
        )
    for question, each in zip(content, found.lines, strict=True):
        assert 0 <= each.earned <= each.possible
        assert each.possible in (0, question.weight)
    assert found.percent is None or 0 <= found.percent <= 100


@given(st.data())
def test_an_accepted_answer_never_lowers_and_a_finding_never_raises_the_score(data: st.DataObject) -> None:
    content = data.draw(questionnaires().filter(len))
    given = data.draw(answers(content))
    chosen = data.draw(st.sampled_from([question.id for question in content]))
    plain = score(content, given)
    accepted, found = (score(content, given, {chosen: word}) for word in Overrule)
    assert percent_of(accepted) >= percent_of(plain)
    assert plain.percent is None or percent_of(found) <= plain.percent
    assert accepted.earned - found.earned == sum(
        each.possible for each in accepted.lines if each.question_id == chosen
    )


@given(st.data())
def test_what_is_not_asked_or_not_shown_counts_nothing(data: st.DataObject) -> None:
    content = data.draw(questionnaires())
    given = data.draw(answers(content))
    found = score(content, given)
    hidden = {each.question_id for each in found.lines if each.reason is Reason.HIDDEN}
    without = {id: each for id, each in given.items() if content.get(id) and id not in hidden}
    assert score(content, without) == found


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_twice_the_weights_are_the_same_score(first: int, second: int) -> None:
    content = ask(a_question("A", weight=first), a_question("B", weight=second))
    doubled = ask(*(replace(question, weight=2 * question.weight) for question in content))
    given = answer(A="yes", B="no")
    assert score(doubled, given).percent == score(content, given).percent
