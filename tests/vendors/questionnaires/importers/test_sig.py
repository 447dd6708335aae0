"""The three layouts of SIG, with wording of our own."""

from __future__ import annotations

from typing import Any

from tests.vendors.questionnaires.importers.workbooks import make_workbook
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.importers.opening import read_file

CLASSIC_HEAD = [
    "Ques Num", "Question/Request", "Response", "Additional Information", "Category", "Sub-category", "SCA Reference",
    "ISO 27002:2013 Relevance",
]  # fmt: skip


def make_classic(*, is_filled: bool = True) -> bytes:
    """Two domains of three questions each; the header is in row 4."""
    above: list[list[Any]] = [["SIG Lite 2023"], ["A. Risk Management"], []]
    first = [
        ["A.1", "Is there a\nprogramme?", "Yes", "Since 2020", "Risk", "Scope", "A.1 x", "5.1.1, 5.1.2"],
        ["A.1.1", "Describe it", "By the board", None, "Risk", "Scope"],
        ["A.2.", "Is it reviewed?", "n / a", None, "Risk", "Review", None, "5.1.2"],
    ]
    second = [
        ["M.1.3", "Are devices encrypted?", "Mostly", "Not the oldest"],
        ["M.1.4", "Who owns them?", None, None],
        ["notes", "A row of no number", None, None],
    ]
    if not is_filled:
        first = [[*row[:2], None, None, *row[4:]] for row in first]
        second = [row[:2] for row in second]
    return make_workbook(
        {
            "Terms": [["© A body of our invention"]],
            "A. Risk Management": [*above, CLASSIC_HEAD, *first],
            "M. End User Device Security": [*above, CLASSIC_HEAD, *second],
            "Formulas": [CLASSIC_HEAD, ["Z.1", "Stale?", "Yes"]],
        },
        hidden=["Formulas"],
    )


def test_a_sheet_for_each_domain() -> None:
    read = read_file(make_classic())
    assert (read.layout, read.content.title) == ("sig-classic", "SIG 2023 Lite")
    assert [(section.key, section.title, len(section.questions)) for section in read.content.sections] == [
        ("A", "A. Risk Management", 3),
        ("M", "M. End User Device Security", 2),
    ]
    assert read.answers == {
        "A.1": Answer("A.1", "yes", "Since 2020"),
        "A.1.1": Answer("A.1.1", "By the board"),
        "A.2": Answer("A.2", "na"),
        "M.1.3": Answer("M.1.3", None, "Mostly\nNot the oldest"),
    }
    assert read.warnings == (
        "M. End User Device Security!C5: “Mostly” is no answer that question M.1.3 offers; kept as comment.",
    )
    assert read.problems == (
        "M. End User Device Security!A7: “notes” is no number of a question; the row is left out.",
    )
    question = read.content.get("A.1")
    assert question is not None
    assert (question.text, question.controls) == (
        "Is there a programme?",
        ("iso-27002-2013:5.1.1", "iso-27002-2013:5.1.2"),
    )


def test_what_is_asked_does_not_depend_on_what_was_answered() -> None:
    assert read_file(make_classic()).content == read_file(make_classic(is_filled=False)).content


def test_one_sheet_for_all() -> None:
    head = [None, "Question Number", "Question Text", "Response", "Additional Information", "Family"]
    rows = [
        ["SIG 2024 Core"], [], [], head,
        [1, "A.1", "Is it so?", "Yes", "Indeed", "Enterprise risk"],
        [2, "A.1.1", "And so?", "No", None, "Enterprise risk"],
        [3, "S.100", "What else?", "Nothing", None, "Supply chain"],
    ]  # fmt: skip
    for shown in (rows, rows[4:]):
        read = read_file(make_workbook({"Cover": [["Read me"]], "SIG 2024": shown}))
        assert (read.layout, read.content.framework) == ("sig", "SIG")
        assert read.content.version.startswith("2024")
        assert [section.title for section in read.content.sections] == ["Enterprise risk", "Supply chain"]
        assert read.answers == {
            "A.1": Answer("A.1", "yes", "Indeed"),
            "A.1.1": Answer("A.1.1", "no"),
            "S.100": Answer("S.100", "Nothing"),
        }


def test_the_library_of_the_manager() -> None:
    head = [
        "Include/Exclude", "Serial No", "Question Number", "Question Text", "Master Response", "Comments", "Importance",
        "Control Family", "Control Attribute", "Scope Level", "NIST CSF 2.0",
    ]  # fmt: skip
    rows = [
        [
            "Include",
            1,
            "A.1",
            "Is it so?",
            "Yes",
            "Indeed",
            "High",
            "Risk",
            "Governance",
            "Lite",
            "GV.OC-01\nGV.RM-02",
        ],
        ["Exclude", 2, "A.2", "And so?", "No", None, "Low", "Risk", "Governance", "Detail", None],
    ]
    read = read_file(make_workbook({"Dashboard": [["SIG Manager 2025"]], "Content Library": [head, *rows]}))
    assert (read.layout, read.content.title, len(read.content)) == ("sig-manager", "SIG 2025", 1)
    question = next(iter(read.content))
    assert question.controls == ("nist-csf-2-0:GV.OC-01", "nist-csf-2-0:GV.RM-02")
    assert question.help == "Governance · Lite"
    assert read.answers == {"A.1": Answer("A.1", "yes", "Indeed")}
    assert read.warnings == ("1 questions are marked Exclude and were left out.",)
