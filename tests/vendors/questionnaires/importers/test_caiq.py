"""CAIQ and AI-CAIQ workbooks: known counts, blank and filled, moved about and filled in carelessly."""

from __future__ import annotations

import pytest

from tests.vendors.questionnaires.importers.workbooks import (
    AI_CAIQ,
    CAIQ_403,
    CAIQ_410,
    RIGHTS,
    list_ids,
    make_caiq,
    make_caiq3,
    make_workbook,
)
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.importers.opening import read_file
from vendors.questionnaires.reading import UnknownLayout

MARKER = '{"specification_name":"AI Controls Matrix","specification_version":"1.1.0","caiq_version":"1.1.0"}'
BLANK = {"yes": 0, "no": 0, "na": 0, "other": 0}


def make_filled() -> bytes:
    """Every question answered but for the last ten: Yes, No and NA in turn, owners in turn."""
    owners = [
        "CSP-owned",
        "CSC-owned",
        "3rd-party outsourced",
        "Shared CSP and CSC",
        "Shared CSP and 3rd-party",
    ]
    ids = list_ids(CAIQ_403)[:-10]
    answers = {
        name: (
            ["Yes", "No", "NA"][n % 3],
            None if n % 3 == 2 else owners[n % 5],
            f"How {name}",
            f"You {name}",
        )
        for n, name in enumerate(ids)
    }
    return make_caiq(answers=answers)


@pytest.mark.parametrize(
    ("content", "layout", "framework", "version", "count", "sections"),
    [
        (make_caiq(), "caiq-4", "CAIQ", "4.0.3", 261, 17),
        (make_caiq(version="4.0.2", lone_merges=False), "caiq-4", "CAIQ", "4.0.2", 261, 17),
        (make_caiq(CAIQ_410, version="4.1.0"), "caiq-4", "CAIQ", "4.1.0", 283, 17),
        (
            make_caiq(AI_CAIQ, version="9.9", is_ai=True, marker=MARKER),
            "ai-caiq",
            "AI-CAIQ",
            "1.1.0",
            320,
            18,
        ),
        (make_caiq3(), "caiq-3", "CAIQ", "3.0.1", 295, 16),
        (make_caiq3(version="3.1", first_answer=23), "caiq-3", "CAIQ", "3.1", 295, 16),
    ],
)
def test_a_blank_workbook(
    content: bytes, layout: str, framework: str, version: str, count: int, sections: int
) -> None:
    read = read_file(content, "renamed.bin")
    assert (read.layout, len(read.content.sections)) == (layout, sections)
    assert read.summarise() == {
        "framework": framework,
        "version": version,
        "questions": count,
        "answers": {**BLANK, "blank": count},
        "ownership": {},
        "notes": 0,
        "warnings": [],
        "errors": [],
    }


def test_a_filled_workbook() -> None:
    read = read_file(make_filled())
    summary = read.summarise()
    assert summary["answers"] == {"yes": 84, "no": 84, "na": 83, "other": 0, "blank": 10}
    assert summary["ownership"] == {
        "csc": 34, "csp": 34, "csp_csc": 33, "csp_third_party": 34, "third_party": 33,
    }  # fmt: skip
    assert (summary["notes"], summary["warnings"], summary["errors"]) == (251, [], [])
    assert read.answers["A&A-01.2"] == Answer(
        "A&A-01.2", "no", "How A&A-01.2", owner="csc", duties="You A&A-01.2"
    )


def test_controls_and_domains_reach_all_questions_below_them() -> None:
    read = read_file(make_caiq())
    question = read.content.get("AIS-03.2")
    assert question is not None
    assert question.text == "Does AIS-03.2 hold, in our words?"
    assert question.help == "Title of AIS-03\nWhat AIS-03 asks."
    assert question.controls == ("ccm-4.0.3:AIS-03",)
    assert read.content.section_of("AIS-03.2").title == "Domain AIS"
    assert read.content.notice == RIGHTS


def test_what_is_asked_does_not_depend_on_what_was_answered() -> None:
    assert read_file(make_filled()).content == read_file(make_caiq()).content


def test_rows_and_columns_may_have_moved() -> None:
    moved = make_caiq(first_row=7, first_column=3, blank_rows=9)
    assert read_file(moved).content == read_file(make_caiq()).content


def test_owners_in_other_spellings() -> None:
    said = ["Third-party outsourced", "CSP\u2011Owned", "shared csp & csc", "CSP and 3rd party"]
    ids = list_ids(CAIQ_403)
    read = read_file(
        make_caiq(answers={name: ("Yes", owner) for name, owner in zip(ids, said, strict=False)})
    )
    assert [read.answers[name].owner for name in ids[:4]] == [
        "third_party",
        "csp",
        "csp_csc",
        "csp_third_party",
    ]
    assert read.warnings == ()


def test_owners_of_ai_caiq() -> None:
    said = ["Shared AP\u2011AIC", "ND", "Shared across the supply chain", "Owned by OSP", "AP-Owned"]
    ids = list_ids(AI_CAIQ)
    answers = {name: ("Yes", owner) for name, owner in zip(ids, said, strict=False)}
    read = read_file(make_caiq(AI_CAIQ, version="1.1.0", is_ai=True, answers=answers))
    assert [read.answers[name].owner for name in ids[:5]] == [
        "ap_aic", "not_determined", "supply_chain", "osp", "ap",
    ]  # fmt: skip


def test_what_is_no_answer_is_kept_and_told_with_its_place() -> None:
    answers = {
        "A&A-01.1": ("Partially", "Our cloud team", "See report"),
        "A&A-01.2": (12.5,),
        "A&A-02.1": (True,),
    }
    read = read_file(make_caiq(answers=answers))
    assert read.answers == {
        "A&A-01.1": Answer("A&A-01.1", None, "Partially\nSee report\nOur cloud team"),
        "A&A-01.2": Answer("A&A-01.2", None, "12.5"),
        "A&A-02.1": Answer("A&A-02.1", "yes"),
    }
    assert read.warnings == (
        "CAIQv4.0.3!C3: “Partially” is no answer that question A&A-01.1 offers; kept as comment.",
        "CAIQv4.0.3!C3: “Our cloud team” names no owner that is known; kept as comment.",
        "CAIQv4.0.3!C4: “12.5” is no answer that question A&A-01.2 offers; kept as comment.",
    )


def test_a_row_with_a_broken_id_is_a_problem_with_its_place() -> None:
    rows = [
        ["v4.0.3"],
        ["Question ID", "Question", "CSP CAIQ Answer"],
        ["AIS-01.1", "One?", "Yes"],
        ["oops", "Two?", "No"],
    ]
    read = read_file(make_workbook({"CAIQv4.0.3": rows}))
    assert len(read.content) == 1
    assert read.problems == ("CAIQv4.0.3!A4: “OOPS” is no id of a question; the row is left out.",)


def test_an_id_that_repeats() -> None:
    head = ["Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership"]
    rows = [head, ["AIS-01.1", "One?", ""], ["AIS-01.1", "One?", "Yes"], ["AIS-01.1", "Other?", "No"]]
    read = read_file(make_workbook({"CAIQv4.0.3": rows}))
    assert read.answers == {"AIS-01.1": Answer("AIS-01.1", "yes")}
    assert read.warnings == (
        "CAIQv4.0.3!A4: AIS-01.1 repeats with another question; the first is kept.",
        "CAIQv4.0.3!C4: AIS-01.1 repeats with another answer; the first is kept, not “no”.",
    )


def test_a_header_without_questions_is_told() -> None:
    with pytest.raises(UnknownLayout, match="no row holds a question") as refusal:
        read_file(make_workbook({"CAIQv4.0.3": [["Question ID", "Question", "CSP CAIQ Answer"]]}))
    assert [sheet.name for sheet in refusal.value.sheets] == ["CAIQv4.0.3"]


def test_marks_in_columns() -> None:
    marks = {
        "AIS-01.1": ("X",),
        "AIS-01.2": (None, "x", None, "Why not"),
        "AIS-02.1": (None, None, "\u2713"),
        "AIS-02.2": ("X", "X", None, "Well"),
        "AIS-03.1": ("in part",),
    }
    read = read_file(make_caiq3(marks=marks))
    assert read.answers == {
        "AIS-01.1": Answer("AIS-01.1", "yes"),
        "AIS-01.2": Answer("AIS-01.2", "no", "Why not"),
        "AIS-02.1": Answer("AIS-02.1", "na"),
        "AIS-02.2": Answer("AIS-02.2", None, "yes and no\nWell"),
        "AIS-03.1": Answer("AIS-03.1", None, "in part"),
    }
    assert read.warnings == (
        "CSA CAIQ v3.0.1!F8: yes and no are both marked; kept as comment.",
        "CSA CAIQ v3.0.1!F9: “in part” is no mark; kept as comment.",
    )
    assert read.content == read_file(make_caiq3()).content
