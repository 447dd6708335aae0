"""HECVAT 4: answers from the visible sheets, weights from the hidden list, questions that repeat asked once."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.vendors.questionnaires.importers.hecvat_workbooks import make_hecvat4
from tests.vendors.questionnaires.importers.workbooks import put_formula
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.importers.opening import read_file
from vendors.questionnaires.reading import ReadQuestionnaire

ONLY_LISTED = "AILM-07 is only in the list of questions, on no sheet that can be answered."


@pytest.fixture(scope="module")
def blank() -> ReadQuestionnaire:
    return read_file(make_hecvat4())


def test_a_blank_workbook(blank: ReadQuestionnaire) -> None:
    assert (blank.layout, len(blank.content), dict(blank.answers)) == ("hecvat-4", 332, {})
    assert (blank.content.framework, blank.content.version) == ("HECVAT", "4.1.4")
    assert (blank.warnings, blank.problems) == ((ONLY_LISTED,), ())
    assert blank.content.notice == "Copyright © 2026 a body of our invention"


def test_what_is_scored_and_by_how_much(blank: ReadQuestionnaire) -> None:
    scored = [question for question in blank.content if question.is_scored]
    assert Counter(question.weight for question in scored) == {20: 87, 10: 135, 5: 65}
    assert Counter(question.good for question in scored) == {("yes",): 247, ("no",): 40}


def test_sections_and_guidance(blank: ReadQuestionnaire) -> None:
    assert blank.content.section_of("AILM-07").title == "AI LLM"
    question = blank.content.get("CHNG-01")
    assert question is not None
    assert question.guidance == "Guidance of CHNG-01"


def test_answers_come_from_the_sheets_that_vendors_fill() -> None:
    answers = {
        "GNRL-01": ("A vendor",),
        "REQU-01": ("Yes", "Hosted by us", "DO complete"),
        "CHNG-01": ("No", "Planned"),
        "DATA-23": ("N/A",),
        "HIPA-01": ("Not a consultant",),
    }
    repeats = {
        ("Organization", "GNRL-01"): "A vendor",
        ("Product", "REQU-01"): "No",
        ("AI", "REQU-04"): "Yes",
    }
    read = read_file(make_hecvat4(answers, repeats))
    assert read.answers == {
        "GNRL-01": Answer("GNRL-01", "A vendor"),
        "REQU-01": Answer("REQU-01", "yes", "Hosted by us"),
        "REQU-04": Answer("REQU-04", "yes"),
        "CHNG-01": Answer("CHNG-01", "no", "Planned"),
        "DATA-23": Answer("DATA-23", "na"),
        "HIPA-01": Answer("HIPA-01", None, "Not a consultant"),
    }
    assert read.warnings == (
        "Product!C14: REQU-01 repeats with another answer; the first is kept, not “no”.",
        "Case-Specific!C28: “Not a consultant” is no answer that question HIPA-01 offers; kept as comment.",
        ONLY_LISTED,
    )
    assert read.content == read_file(make_hecvat4()).content


@pytest.mark.parametrize(
    ("switched_off", "hidden"),
    [
        ("REQU-01", {"AAAI": 18, "DATA": 23, "APPL": 14, "DCTR": 16, "FIDP": 11, "HFIH": 4, "VULN": 6}),
        ("REQU-02", {"ITAC": 18}),
        ("REQU-03", {"CONS": 9}),
        ("REQU-04", {"AIQU": 2, "AIGN": 5, "AIPL": 5, "AISC": 5, "AIML": 8, "AILM": 7, "DPAI": 8}),
        ("REQU-05", {"HIPA": 29}),
        ("REQU-06", {"PCID": 12}),
        ("REQU-07", {"OPEM": 10}),
        ("REQU-08", {
            "PRGN": 5, "PCOM": 4, "PDOC": 3, "PTHP": 2, "PCHG": 2, "PDAT": 8, "PRPO": 13, "INTL": 5, "DRPV": 15,
            "DPAI": 8,
        }),
        ("AIQU-01", {"AIML": 8}),
        ("AIQU-02", {"AILM": 7}),
        ("CHNG-01", {}),
    ],
)  # fmt: skip
def test_a_no_switches_off_what_depends_on_it(
    blank: ReadQuestionnaire, switched_off: str, hidden: dict[str, int]
) -> None:
    shown = {
        question.id for question in list_shown(blank.content, {switched_off: Answer(switched_off, "no")})
    }
    assert Counter(question.id[:4] for question in blank.content if question.id not in shown) == hidden


def test_without_the_hidden_list_nothing_is_scored() -> None:
    read = read_file(make_hecvat4(with_questions=False))
    assert (len(read.content), [question for question in read.content if question.is_scored]) == (331, [])
    assert read.problems == (
        "There is no sheet Questions with compliant responses and weights; nothing is scored.",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("As the formula fetched it?", "As the formula fetched it?"),
        ("#REF!", "Is CHNG-01 so, in our words?"),
        (None, "Is CHNG-01 so, in our words?"),
    ],
)
def test_a_question_that_is_a_formula(value: str | None, text: str) -> None:
    content = put_formula(make_hecvat4(), 2, "B36", "VLOOKUP(A36,Questions!A:B,2,0)", value)
    question = read_file(content).content.get("CHNG-01")
    assert question is not None
    assert question.text == text


def test_formulas_that_nobody_worked_out(blank: ReadQuestionnaire) -> None:
    """Programs that fill a workbook in write formulas without what they come to."""
    read = read_file(make_hecvat4({"CHNG-01": ("No", "Planned")}, is_worked_out=False))
    assert read.content == blank.content
    assert read.answers == {"CHNG-01": Answer("CHNG-01", "no", "Planned")}
