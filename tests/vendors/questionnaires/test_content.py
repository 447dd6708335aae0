"""What a questionnaire may ask, and that JSON keeps all of it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.questionnaires.made import CHOICES, JSON, a_question, ask, questionnaires
from vendors.questionnaires.content import (
    LONGEST_TEXT,
    MOST_PARTS,
    MOST_QUESTIONS,
    Choice,
    InvalidContent,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    check,
    check_question,
    read_question,
)

A_QUESTION: dict[str, Any] = {"id": "A", "text": "Is it so?"}


def refused(raw: Any) -> str:
    """Return why a question is refused, "" when it is taken."""
    try:
        check_question(read_question(raw))
    except InvalidContent as error:
        return str(error)
    return ""


@given(questionnaires())
def test_json_gives_the_same_questionnaire_back(content: Questionnaire) -> None:
    stored = json.dumps(content.to_json())
    back = Questionnaire.from_json(json.loads(stored))
    assert back == content
    assert json.dumps(back.to_json()) == stored
    assert [back.get(question.id) for question in content] == list(content)


def test_every_field_of_a_question_is_in_its_json() -> None:
    question = a_question(kind=QuestionKind.SINGLE, shown_if={"question": "B", "answered": True})
    stored = ask(question).to_json()["sections"][0]["questions"][0]
    assert list(stored) == [each.name for each in fields(Question)]
    assert stored["choices"][0] == {"key": "a", "label": "Always"}
    assert read_question(stored) == question


@settings(max_examples=300)
@given(JSON)
def test_any_other_json_is_read_or_refused(raw: Any) -> None:
    for body in (raw, {"sections": raw}, {"sections": [{"key": "s", "questions": raw}]}, {"owners": raw}):
        with suppress(InvalidContent):
            check(Questionnaire.from_json(body))


@settings(max_examples=300)
@given(st.sampled_from([each.name for each in fields(Question)]), JSON)
def test_any_json_in_a_field_of_a_question_is_read_or_refused(name: str, value: Any) -> None:
    assert refused({**A_QUESTION, name: value}) is not None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "../etc"}, "../etc: an id has letters, digits, blanks and & . _ - and at most 64 characters"),
        ({"id": ""}, "an id has letters, digits, blanks and & . _ - and at most 64 characters"),
        ({"id": 5}, "5: id is a text"),
        ({"text": " \n"}, "A: give the question a text"),
        ({"text": None}, "A: give the question a text"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "A: shorten the text to 10000 characters"),
        ({"help": "a\x00b"}, "A: take out the characters that cannot be kept"),
        ({"help": "a\ud800b"}, "A: take out the characters that cannot be kept"),
        ({"weight": -1}, "A: give a weight between 0 and 1000"),
        ({"weight": 1.5}, "A: weight is a whole number"),
        ({"weight": True}, "A: weight is a whole number"),
        ({"is_required": "no"}, "A: is_required is true or false"),
        ({"shown_if": "always"}, "A: shown_if is an object"),
        ({"kind": "essay"}, f"A: the kind is one of {', '.join(QuestionKind)}"),
        ({"good": "yes"}, "A: good is a list"),
        ({"good": [1]}, "A: good is a list of texts"),
        ({"good": ["maybe"]}, "A: the good answer maybe is not offered"),
        ({"good": ["na"], "allows_na": False}, "A: the good answer na is not offered"),
        ({"secret": 1}, "A: unknown field secret"),
        ({"choices": ["a"]}, "A: each of choices has a key and a label"),
        (
            {"kind": "single"},
            "A: choices belong to questions with one or several choices, and each of those needs some",
        ),
        (
            {"kind": "single", "choices": [{"key": "a", "label": ""}] * 2},
            "A: each choice needs a key of its own",
        ),
        ({"kind": "single", "choices": [{"label": "x"}]}, "A: each choice needs a key of its own"),
        ({"kind": "table"}, "A: columns belong to tables, and a table needs some"),
        ({"kind": "table", "columns": ["x", "x"]}, "A: each column needs a name of its own"),
        (
            {"controls": ["c"] * (MOST_PARTS + 1)},
            "A: at most 500 choices, columns or controls are taken",
        ),
    ],
)
def test_a_question_that_breaks_a_rule_is_refused_with_what_to_do(change: Any, problem: str) -> None:
    assert refused(A_QUESTION) == ""
    assert refused({**A_QUESTION, **change}) == problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (ask(a_question(), a_question()), "A: this id is used by another question"),
        (Questionnaire("", (Section("", "First"),)), "First: a section needs a key of its own"),
        (Questionnaire("", (Section("s", "1"), Section("s", "2"))), "2: a section needs a key of its own"),
        (Questionnaire("\x00"), "take out the characters that cannot be kept"),
        (Questionnaire("", owners=(Choice("", "x"),)), "each owner needs a key of its own"),
        (
            ask(*(a_question(f"Q{number}") for number in range(MOST_QUESTIONS + 1))),
            "at most 3000 questions are taken",
        ),
    ],
)
def test_a_questionnaire_that_breaks_a_rule_is_refused(content: Questionnaire, problem: str) -> None:
    with pytest.raises(InvalidContent) as refusal:
        check(content)
    assert str(refusal.value) == problem


def test_a_question_is_found_with_its_section() -> None:
    first, second = (
        Section("f", "1", questions=(a_question("A"),)),
        Section("g", "2", questions=(a_question("B"),)),
    )
    content = Questionnaire("Both", (first, second))
    assert (len(content), content.get("B"), content.get("C")) == (2, a_question("B"), None)
    assert content.section_of("B") == second
    with pytest.raises(KeyError):
        content.section_of("C")
    assert content.with_sections((first,)) == Questionnaire("Both", (first,))


def test_what_can_be_chosen_and_what_is_scored() -> None:
    single = a_question(kind=QuestionKind.SINGLE)
    assert (a_question().keys, a_question(allows_na=False).keys) == (("yes", "no", "na"), ("yes", "no"))
    assert single.keys == tuple(choice.key for choice in CHOICES)
    assert (single.is_scored, a_question(weight=0).is_scored, a_question(good=()).is_scored) == (
        True,
        False,
        False,
    )
