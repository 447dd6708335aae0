"""VSAQ: its notation, its conditions, and what its hints say of the answers."""

from __future__ import annotations

import pytest

from vendors.questionnaires.answers import Answer
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import QuestionKind, Questionnaire
from vendors.questionnaires.importers.detect import read_text
from vendors.questionnaires.importers.vsaq_conditions import Conditions, UnreadableCondition, tokenise
from vendors.questionnaires.importers.vsaqon import clean, load, strip_html
from vendors.questionnaires.reading import ReadQuestionnaire

SAMPLE = r"""
// Words of our own.
// Licensed as we like.
{
  "questionnaire": [
    // a comment
    {"type": "block", "text": "A questionnaire", "items": [
      {"type": "block", "id": "first", "text": "Names &amp; places", "items": [
        {"type": "info", "text": "Say <b>who</b> " +
            "you are.\x21"},
        {"type": "line", "id": "name", "text": "The name:"},
        {"type": "yesno", "id": "hosted", "text": "Is it hosted?"},
        {"type": "radiogroup", "text": "How is it reached?", "choices": [
          {"reach_https": "Encrypted"}, {"reach_mixed": "Both"}, {"reach_http": "Plain"}]},
        {"type": "tip", "id": "warn_reach", "cond": "reach_mixed || reach_http", "warn": "yes", "severity": "high",
          "name": "Plain traffic", "text": "Encrypt it."},
        {"type": "spacer"}
      ]},
      {"type": "block", "id": "second", "text": "More", "cond": "hosted/yes", "items": [
        {"type": "checkgroup", "id": "tests", "text": "What is tested?", "choices": [
          {"tests_unit": "Parts"}, {"tests_pen": "All"}]},
        {"type": "box", "id": "why", "text": "Why so?", "cond": "!reach_https && (tests_unit || tests_pen)"},
        {"type": "box", "id": "plain", "text": "What of plain traffic?", "cond": "^warn_reach"},
        {"type": "box", "id": "never", "text": "Never asked", "cond": "elsewhere && tests_unit"},
        {"type": "box", "id": "odd", "text": "Oddly asked", "cond": "tests_unit &&"},
        {"type": "check", "id": "agreed", "text": "We agree."},
        {"type": "upload", "id": "policy", "text": "The policy"}
      ]}
    ]}
  ]
}
"""


@pytest.fixture(scope="module")
def read() -> ReadQuestionnaire:
    return read_text(SAMPLE)


def ask(content: Questionnaire, **answers: str | list[str]) -> list[str]:
    given = {name: Answer(name, value) for name, value in answers.items()}
    return [question.id for question in list_shown(content, given)]


def test_sections_and_kinds(read: ReadQuestionnaire) -> None:
    assert (read.layout, read.content.title) == ("vsaq", "A questionnaire")
    assert read.content.notice == "Words of our own.\nLicensed as we like."
    assert [(s.key, s.title, [(q.id, q.kind) for q in s.questions]) for s in read.content.sections] == [
        ("first", "Names & places", [
            ("name", QuestionKind.TEXT), ("hosted", QuestionKind.YES_NO), ("reach", QuestionKind.SINGLE),
        ]),
        ("second", "More", [
            ("tests", QuestionKind.MULTIPLE), ("why", QuestionKind.TEXT), ("plain", QuestionKind.TEXT),
            ("never", QuestionKind.TEXT), ("odd", QuestionKind.TEXT), ("agreed", QuestionKind.YES_NO),
            ("policy", QuestionKind.FILE),
        ]),
    ]  # fmt: skip


def test_hints_say_what_is_good_and_why(read: ReadQuestionnaire) -> None:
    name, reach = read.content.get("name"), read.content.get("reach")
    assert name is not None
    assert reach is not None
    assert name.guidance == "Say who you are.!"
    assert (reach.good, reach.weight, reach.help) == (("reach_https",), 10, "Plain traffic: Encrypt it.")


def test_conditions_decide_what_is_shown(read: ReadQuestionnaire) -> None:
    first, second = ["name", "hosted", "reach"], ["tests", "agreed", "policy"]
    assert ask(read.content) == first
    assert ask(read.content, hosted="no", reach="reach_http", tests=["tests_unit"]) == first
    shown = ask(read.content, hosted="yes", reach="reach_mixed", tests=["tests_unit"])
    assert shown == [*first, "tests", "why", "plain", "odd", "agreed", "policy"]
    assert ask(read.content, hosted="yes", reach="reach_https", tests=["tests_pen"]) == [
        *first, "tests", "odd", *second[1:],
    ]  # fmt: skip


def test_what_cannot_be_kept_is_told(read: ReadQuestionnaire) -> None:
    assert read.warnings == (
        "never depends on what is not in the file; it is never shown.",
        "odd: the condition “tests_unit &&” cannot be read (a name is missing); it is left out.",
        "Conditions name elsewhere, which is not in the file; it never holds.",
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "b" +\n  "c"}', {"a": "bc"}),
        ('// x\n{"a": "\\x41"}', {"a": "A"}),
        ('// x\n{"a": "\\\\x41 // no comment"}', {"a": "\\x41 // no comment"}),
        ('{"a": "1 + 2"}', {"a": "1 + 2"}),
    ],
)
def test_the_notation(text: str, value: object) -> None:
    assert load(text) == value


def test_cleaning_takes_time_in_proportion() -> None:
    assert len(clean('"' * 300_000 + " \t" * 300_000 + "// " * 300_000)) > 900_000


def test_html_becomes_text() -> None:
    assert strip_html("<p>One <a href='x'>two</a></p><ul><li>&lt;three&gt;</ul>") == "One two\n\n<three>"


def test_double_negation_and_constants() -> None:
    conditions = Conditions({"a": {"question": "q", "in": ["a"]}, "b": {"question": "q", "in": ["b"]}}, {})
    assert conditions.read(["!!a"]) == {"question": "q", "in": ["a"]}
    assert conditions.read(["a || b"]) == {"question": "q", "in": ["a", "b"]}
    assert conditions.read(["unknown || a"]) == {"question": "q", "in": ["a"]}
    assert conditions.read(["unknown && a"]) is False
    assert conditions.read(["!unknown"]) is True
    assert conditions.read([]) is True
    assert conditions.unknown == {"unknown"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a b", "not expected"),
        ("(a", "not closed"),
        ("a ||", "missing"),
        ("a $ b", "not expected"),
        ("(" * 900 + "a" + ")" * 900, "too deeply"),
        ("!" * 900 + "a", "too deeply"),
        ("a||" * 300 + "a", "more than 200 names"),
        ("a" * 3_000, "longer than"),
        ("h", "depend on each other"),
    ],
)
def test_conditions_that_are_none(text: str, sentence: str) -> None:
    conditions = Conditions({"a": {"question": "q", "answered": True}}, {"h": ["h || h"]})
    with pytest.raises(UnreadableCondition, match=sentence):
        conditions.read([text])


def test_tokens_of_blanks_take_time_in_proportion() -> None:
    assert tokenise("a" + " " * 1_900) == ["a"]
