"""Which questions are shown, and which conditions are refused."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.questionnaires.made import (
    IDS,
    a_question,
    answer,
    answers,
    ask,
    conditions,
    questionnaires,
)
from vendors.questionnaires.answers import Answer, Answers, is_answered, list_keys
from vendors.questionnaires.conditions import check_conditions, find_circle, list_questions, list_shown
from vendors.questionnaires.content import (
    MOST_QUESTIONS,
    InvalidContent,
    Question,
    QuestionKind,
    Questionnaire,
)

GRAPHS = st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from([*IDS, "unasked"]), max_size=3))


def reaches(graph: dict[str, list[str]], start: str, end: str) -> bool:
    """Whether a way of at least one step leads from one to the other: the plain way to find a circle."""
    seen: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += graph.get(here, ())
    return end in seen


def holds(content: Questionnaire, given: Answers, condition: Any) -> bool:
    """Whether a condition holds, by its definition."""
    if condition is None:
        return True
    if "all" in condition:
        return all(holds(content, given, part) for part in condition["all"])
    if "any" in condition:
        return any(holds(content, given, part) for part in condition["any"])
    if "not" in condition:
        return not holds(content, given, condition["not"])
    other = content.get(condition["question"])
    assert other is not None
    said = given.get(other.id)
    known = is_answered(other, said) and holds(content, given, other.shown_if)
    if "answered" in condition:
        return known is condition["answered"]
    return known and said is not None and bool(set(list_keys(said)) & set(condition["in"]))


@given(GRAPHS)
def test_a_circle_is_found_exactly_when_there_is_one(graph: dict[str, list[str]]) -> None:
    circle = find_circle(graph)
    assert bool(circle) is any(reaches(graph, each, each) for each in graph)
    if circle:
        assert circle[0] == circle[-1]
        assert len(set(circle)) == len(circle) - 1
        assert all(after in graph[before] for before, after in pairwise(circle))


@given(st.data())
def test_what_is_shown_is_what_the_definition_says(data: st.DataObject) -> None:
    content = data.draw(questionnaires())
    given = data.draw(answers(content))
    expected = [question for question in content if holds(content, given, question.shown_if)]
    assert list_shown(content, given) == expected


@given(st.lists(conditions(), min_size=len(IDS), max_size=len(IDS)))
def test_any_conditions_are_refused_or_run_in_no_circle(made: list[dict[str, Any]]) -> None:
    content = ask(*(a_question(id, shown_if=condition) for id, condition in zip(IDS, made, strict=True)))
    graph = {question.id: list(list_questions(question.shown_if)) for question in content}
    try:
        check_conditions(content)
    except InvalidContent:
        assert any(reaches(graph, each, each) for each in graph)
    else:
        assert not any(reaches(graph, each, each) for each in graph)
    # Even a circle, were one stored, ends.
    assert len(list_shown(content, answer(A="yes"))) <= len(content)


def chain(length: int, first: str) -> list[Question]:
    """Return questions of which each is shown when the one after it is answered; the last is always shown."""
    return [
        a_question(f"Q{number}", shown_if={"question": f"Q{number + 1}", "in": [first]})
        for number in range(length - 1)
    ] + [a_question(f"Q{length - 1}")]


def test_a_chain_as_long_as_a_questionnaire_is_followed_to_its_end() -> None:
    content = ask(*chain(MOST_QUESTIONS, "yes"))
    check_conditions(content)
    given = {question.id: Answer(question.id, "yes") for question in content}
    assert list_shown(content, given) == list(content)
    given[f"Q{MOST_QUESTIONS - 1}"] = Answer(f"Q{MOST_QUESTIONS - 1}", "no")
    assert [question.id for question in list_shown(content, given)] == [f"Q{MOST_QUESTIONS - 1}"]


def test_questions_that_all_look_at_all_before_them_are_answered_for_soon() -> None:
    ids = [f"Q{number}" for number in range(400)]
    content = ask(
        *(
            a_question(
                id, shown_if={"all": [{"question": each, "answered": True} for each in ids[number + 1 :]]}
            )
            for number, id in enumerate(ids)
        )
    )
    begun = time.perf_counter()
    check_conditions(content)
    assert list_shown(content, {id: Answer(id, "yes") for id in ids}) == list(content)
    # 80,000 looks at an answer take a tenth of a second; again for each question that waits they would take a minute.
    assert time.perf_counter() - begun < 10


def test_a_question_that_is_not_shown_counts_as_not_answered() -> None:
    content = ask(
        a_question("A"),
        a_question("B", shown_if={"question": "A", "in": ["yes"]}),
        a_question("C", shown_if={"question": "B", "in": ["no"]}),
        a_question("D", shown_if={"question": "B", "answered": False}),
    )
    shown = [
        "".join(question.id for question in list_shown(content, answer(A=first, B="no")))
        for first in ("yes", "no")
    ]
    assert shown == ["ABC", "AD"]


def test_evidence_answers_a_file_question_only() -> None:
    content = ask(
        a_question("A", kind=QuestionKind.FILE),
        a_question("B"),
        a_question("C", shown_if={"question": "A", "answered": True}),
        a_question("D", shown_if={"question": "B", "answered": True}),
    )
    given = {id: Answer(id, evidence=1) for id in "AB"}
    assert [question.id for question in list_shown(content, given)] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ({}, "A: a condition has question and in, question and answered, all, any or not"),
        ({"all": [None]}, "A: a condition has question and in, question and answered, all, any or not"),
        ({"question": "B"}, "A: a condition has question and in, question and answered, all, any or not"),
        (
            {"question": "B", "in": [1]},
            "A: a condition has question and in, question and answered, all, any or not",
        ),
        ({"question": "B", "in": ["maybe"]}, "A: its condition asks for maybe, which B does not offer"),
        ({"not": {"question": "X", "answered": True}}, "A: its condition names X, which is not asked"),
        ({"question": "A", "answered": True}, "A: conditions run in a circle: A → A"),
        ({"any": [3]}, "A: a condition is an object, and not nested deeper than 10"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(condition: Any, problem: str) -> None:
    with pytest.raises(InvalidContent) as refusal:
        check_conditions(ask(a_question("A", shown_if=condition), a_question("B")))
    assert str(refusal.value) == problem


@pytest.mark.parametrize(("depth", "is_taken"), [(10, True), (11, False)])
def test_a_condition_is_nested_ten_deep_at_most(depth: int, is_taken: bool) -> None:
    condition: dict[str, Any] = {"question": "B", "answered": True}
    for _ in range(depth):
        condition = {"not": condition}
    content = ask(a_question("A", shown_if=condition), a_question("B"))
    if is_taken:
        check_conditions(content)
    else:
        with pytest.raises(InvalidContent, match="nested deeper than 10"):
            check_conditions(content)


def test_a_long_circle_is_named_by_its_beginning() -> None:
    questions = chain(50, "yes")
    questions[-1] = a_question("Q49", shown_if={"question": "Q0", "answered": True})
    with pytest.raises(InvalidContent, match=r"^Q0: conditions run in a circle: Q0 → Q1 → Q2 → Q3 → … → Q0$"):
        check_conditions(ask(*questions))
