"""Which old answers are proposed for new questions, and how often that is right."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.assessments.crosswalk import make_crosswalk
from tests.vendors.assessments.crosswalk_figures import add_up, measure
from tests.vendors.questionnaires.made import CHOICES, a_question, answer, answers, ask, questionnaires
from vendors.assessments.carry_forward import Proposal, propose
from vendors.assessments.matching import THRESHOLD, PairKind
from vendors.questionnaires.answers import Answer, Value, check_value
from vendors.questionnaires.content import Choice, Question, QuestionKind

LAPTOPS = "Are all laptops encrypted with a key that the support desk keeps?"
LAPTOPS_TOO = "Are all laptops encrypted with a key, and does the support desk keep it?"
VISITORS = "Do visitors wear a badge and sign a register at the gate?"
SINGLE, MANY, TEXT, FILE = QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TEXT, QuestionKind.FILE


def carry(old: Question, new: Question, given: Answer) -> Proposal:
    """Return the one proposal for one question."""
    (found,) = propose(ask(old), {old.id: given}, ask(new))
    return found


def test_an_answer_comes_with_where_it_is_from() -> None:
    old = ask(a_question("A", LAPTOPS), a_question("B", VISITORS))
    new = ask(a_question("B", LAPTOPS_TOO), a_question("C", VISITORS))
    given = {"A": Answer("A", "no", "Half of them."), "B": Answer("B", "yes")}
    found = propose(old, given, new)
    assert [(each.new_id, each.old_id, each.kind, each.answer) for each in found] == [
        ("B", "A", PairKind.MOVED, given["A"]),
        ("B", "B", PairKind.REUSED_ID, given["B"]),
        ("C", "B", PairKind.MOVED, given["B"]),
    ]
    assert [each.offered for each in found] == [Answer("B", "no", "Half of them."), None, Answer("C", "yes")]
    assert THRESHOLD <= found[0].similarity < 1000 == found[2].similarity


@given(st.data())
def test_a_round_again_proposes_every_answer_that_was_shown_for_its_own_question(data: st.DataObject) -> None:
    content = data.draw(questionnaires())
    given = {
        id: each
        for id, each in data.draw(answers(content)).items()
        if (each.value or each.evidence or each.comment)
    }
    found = propose(content, given, content)
    assert all(
        (each.kind, each.old_id, each.similarity) == (PairKind.SAME, each.new_id, 1000) for each in found
    )
    assert len({each.new_id for each in found}) == len(found)
    for each in found:
        question = content.get(each.new_id)
        assert question is not None
        assert each.offered is not None
        # Nothing is offered that the question would not take.
        assert check_value(question, each.offered.value) == each.offered.value


@given(st.data())
def test_no_id_alone_ever_makes_an_offer(data: st.DataObject) -> None:
    content = data.draw(questionnaires())
    other = content.with_sections(
        tuple(
            replace(
                section, questions=tuple(replace(each, text="Ξένος λόγος;") for each in section.questions)
            )
            for section in content.sections
        )
    )
    found = propose(content, data.draw(answers(content)), other)
    assert all((each.kind, each.offered) == (PairKind.REUSED_ID, None) for each in found)


@pytest.mark.parametrize(
    ("old", "new", "value", "offered"),
    [
        ({}, {}, "na", "na"),
        ({}, {"allows_na": False}, "na", None),
        ({}, {"kind": TEXT}, "yes", None),
        ({"kind": TEXT}, {"kind": TEXT}, "We do.", "We do."),
        ({"kind": SINGLE}, {"kind": SINGLE, "choices": CHOICES[::-1]}, "b", "b"),
        ({"kind": SINGLE}, {"kind": SINGLE, "choices": (Choice("a", "Never"), *CHOICES[1:])}, "a", None),
        ({"kind": SINGLE}, {"kind": SINGLE, "choices": CHOICES[:1]}, "b", None),
        ({"kind": MANY}, {"kind": MANY}, ["a", "c"], ["a", "c"]),
        ({"kind": MANY}, {"kind": MANY, "choices": CHOICES[:2]}, ["a", "c"], None),
        ({"kind": SINGLE}, {"kind": MANY}, "a", None),
        (
            {"kind": QuestionKind.TABLE},
            {"kind": QuestionKind.TABLE, "columns": ("name",)},
            [{"name": "x", "place": "y"}],
            None,
        ),
        ({"text": "Is customer data shared?"}, {"text": "Is customer data not shared?"}, "no", None),
    ],
)
def test_a_value_is_offered_only_where_it_says_the_same(
    old: dict[str, Any], new: dict[str, Any], value: Value, offered: Value
) -> None:
    given = Answer("A", value, "As before.", duties="Tell us.")
    found = carry(
        a_question("A", **{"text": LAPTOPS, **old}), a_question("A", **{"text": LAPTOPS, **new}), given
    )
    assert found.offered == Answer("A", offered, "As before.", duties="Tell us.")
    assert found.is_comment_only is (offered is None)


def test_evidence_is_offered_to_a_file_question_only() -> None:
    given = Answer("A", comment="See page 3.", evidence=2)
    kept = carry(a_question("A", LAPTOPS, kind=FILE), a_question("A", LAPTOPS, kind=FILE), given)
    lost = carry(a_question("A", LAPTOPS, kind=FILE), a_question("A", LAPTOPS, kind=TEXT), given)
    assert (kept.offered, kept.is_comment_only) == (given, False)
    assert (lost.offered, lost.is_comment_only) == (Answer("A", comment="See page 3."), True)


def test_an_owner_that_is_not_offered_any_more_is_left_out() -> None:
    question, owners = a_question("A", LAPTOPS), (Choice("us", "The provider"), Choice("you", "The customer"))
    given = {id: Answer("A", "yes", owner=id) for id in ("us", "you")}
    found = [
        propose(ask(question, owners=owners), {"A": each}, ask(question, owners=owners[:1]))[0].offered
        for each in given.values()
    ]
    assert found == [given["us"], Answer("A", "yes")]


def test_what_was_not_shown_or_not_answered_is_not_proposed() -> None:
    content = ask(
        a_question("A", LAPTOPS),
        a_question("B", VISITORS, shown_if={"question": "A", "in": ["yes"]}),
        a_question("C"),
    )
    assert [each.new_id for each in propose(content, answer(A="no", B="yes", C=None), content)] == ["A"]
    assert propose(content, {}, content) == []


def test_answers_are_found_again_in_the_next_version() -> None:
    """Ten crosswalks of the size of CAIQ 4.0.3 to 4.1.0; the benchmark says what other figures would give."""
    crosswalks = [make_crosswalk(seed) for seed in range(1, 11)]
    for each in crosswalks:
        shared = {question.id for question in each.old} & {question.id for question in each.new}
        sizes = (len(each.old), len(each.new), len(shared), len(each.identical), len(each.reused))
        assert sizes == (261, 283, 240, 106, 59)
    begun = time.perf_counter()
    figures = [measure(each) for each in crosswalks]
    assert time.perf_counter() - begun < 20
    assert min(each.precision for each in figures) >= 0.95
    total = add_up(figures)
    assert total.precision >= 0.97
    assert total.recall >= 0.75
    # Every id that asks something else comes with a warning and without its old answer.
    assert (total.wrongly_offered, total.warned, total.reused) == (0, 590, 590)


def test_no_reused_id_is_ever_proposed_as_equal() -> None:
    for seed in range(1, 11):
        crosswalk = make_crosswalk(seed)
        given = {question.id: Answer(question.id, "yes") for question in crosswalk.old}
        found = propose(crosswalk.old, given, crosswalk.new)
        assert {each.new_id for each in found if each.kind is PairKind.SAME} == crosswalk.identical
