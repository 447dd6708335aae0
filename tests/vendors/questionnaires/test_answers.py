"""What each kind of question takes, and how it is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.questionnaires.made import JSON, a_question, questions
from vendors.questionnaires.answers import Answer, InvalidAnswer, Value, check_value, is_answered, list_keys
from vendors.questionnaires.content import LONGEST_TEXT, Question, QuestionKind

K = QuestionKind


@settings(max_examples=500)
@given(questions("A"), JSON | st.sampled_from(["yes", ["a"], ["na", "a"], "2026-11-30", 12, [{}]]))
def test_any_json_is_stored_or_refused_and_what_is_stored_is_taken_again(
    question: Question, value: Any
) -> None:
    try:
        stored = check_value(question, value)
    except InvalidAnswer:
        return
    assert check_value(question, stored) == stored
    assert is_answered(question, Answer("A", stored)) is (stored is not None)


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("blank", [None, "", []])
def test_a_blank_means_not_answered(kind: QuestionKind, blank: Any) -> None:
    assert check_value(a_question(kind=kind), blank) is None


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (K.YES_NO, "yes", "yes"),
        (K.YES_NO, "na", "na"),
        (K.SINGLE, "b", "b"),
        (K.MULTIPLE, ["c", "a", "c"], ["a", "c"]),
        (K.TEXT, " two\nlines ", " two\nlines "),
        (K.TEXT, " \n", None),
        (K.NUMBER, " 12.50 ", "12.50"),
        (K.NUMBER, 12, "12"),
        (K.NUMBER, 0.5, "0.5"),
        (K.NUMBER, "1e3", "1000"),
        (K.DATE, "2026-11-30", "2026-11-30"),
        (K.DATE, "2026-11-30T23:59:00Z", "2026-11-30"),
        (K.DATE, date(2026, 11, 30), "2026-11-30"),
        (K.DATE, datetime(2026, 11, 30, 12, tzinfo=UTC), "2026-11-30"),
        (
            K.TABLE,
            [{"name": "x"}, {"place": " "}, {"place": 7}],
            [{"name": "x", "place": ""}, {"name": "", "place": "7"}],
        ),
        (K.TABLE, [{"name": None}], None),
    ],
)
def test_an_answer_is_stored_in_the_form_of_its_kind(kind: QuestionKind, value: Any, stored: Value) -> None:
    assert check_value(a_question(kind=kind), value) == stored


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (K.YES_NO, "Yes", "not_offered"),
        (K.YES_NO, True, "not_offered"),
        (K.SINGLE, "d", "not_offered"),
        (K.SINGLE, ["a"], "not_offered"),
        (K.MULTIPLE, "a", "not_offered"),
        (K.MULTIPLE, ["a", {}], "not_offered"),
        (K.TEXT, 5, "no_text"),
        (K.TEXT, "x" * (LONGEST_TEXT + 1), "no_text"),
        (K.TEXT, "a\x00b", "not_storable"),
        (K.NUMBER, "twelve", "no_number"),
        (K.NUMBER, True, "no_number"),
        (K.NUMBER, "NaN", "no_number"),
        (K.NUMBER, float("inf"), "no_number"),
        pytest.param(K.NUMBER, 10**5000, "no_number", id="longer than Python prints"),
        (K.NUMBER, "1e999999999", "no_number"),
        (K.NUMBER, "1e99999999999999999999", "no_number"),
        (K.DATE, "2026-11-31", "no_date"),
        (K.DATE, "2026-11-30 or later", "no_date"),
        (K.DATE, "2026-W48-1", "no_date"),
        (K.DATE, 20261130, "no_date"),
        (K.TABLE, {"name": "x"}, "too_many_rows"),
        (K.TABLE, [{"name": "x"}] * 201, "too_many_rows"),
        (K.TABLE, [{"colour": "x"}], "wrong_columns"),
        (K.TABLE, [{"name": ["x"]}], "no_text"),
        (K.FILE, "report.pdf", "needs_file"),
    ],
)
def test_what_a_question_does_not_take_is_refused(kind: QuestionKind, value: Any, code: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        check_value(a_question(kind=kind), value)
    assert refusal.value.code == code


def test_not_applicable_is_refused_where_the_question_does_not_allow_it() -> None:
    with pytest.raises(InvalidAnswer, match=r"^Choose one of the answers offered\.$"):
        check_value(a_question(allows_na=False), "na")


def test_a_file_question_is_answered_by_evidence_and_any_other_by_a_value() -> None:
    attached, said = Answer("A", evidence=1), Answer("A", "yes")
    assert (attached.is_given, said.is_given, Answer("A", comment="soon").is_given) == (True, True, False)
    assert (is_answered(a_question(kind=K.FILE), attached), is_answered(a_question(), attached)) == (
        True,
        False,
    )
    assert (is_answered(a_question(kind=K.FILE), said), is_answered(a_question(), said)) == (False, True)
    assert is_answered(a_question(), None) is False


def test_keys_are_listed_for_one_and_several_choices() -> None:
    found = [list_keys(Answer("A", value)) for value in ("a", ["a", "b"], None, [{"name": "x"}])]
    assert found == [["a"], ["a", "b"], [], []]
