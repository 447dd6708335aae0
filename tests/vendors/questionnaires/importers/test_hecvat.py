"""HECVAT 3 and K-12CVAT: questions found by their ids, wherever the release put them."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from typing import Any

import pytest

from tests.vendors.questionnaires.importers.hecvat_workbooks import HECVAT_3, make_hecvat3_rows
from tests.vendors.questionnaires.importers.workbooks import make_workbook
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.content import QuestionKind
from vendors.questionnaires.importers.detect import read_sheets
from vendors.questionnaires.importers.grids import Grid
from vendors.questionnaires.importers.opening import read_file

FILLED: dict[str, list[Any]] = {
    "DATE-01": [datetime(2026, 3, 4)],  # noqa: DTZ001 - as a workbook holds it
    "GNRL-01": ["A vendor of our invention"],
    "DOCU-01": ["Yes", "See the report"],
    "DOCU-02": ["n/a"],
    "DOCU-03": ["No"],
    "DOCU-04": [None, "Only this"],
}
STALE = [["DATE-01", "Date", "old"], *[[f"DOCU-{n:02}", "Is it?", "Yes"] for n in range(1, 21)]]


def make(edition: str = "Full", first_row: int = 1, answers: dict[str, list[Any]] | None = None) -> bytes:
    name = f"HECVAT - {edition} | Vendor Response"
    rows = make_hecvat3_rows(HECVAT_3, FILLED if answers is None else answers, first_row=first_row)
    # openpyxl refuses what Excel allows in a name only with quotes; the bar is allowed.
    return make_workbook(
        {"Instructions": [["Read me"]], name: rows, "Questions": STALE}, hidden=["Questions"]
    )


@pytest.mark.parametrize(("edition", "first_row"), [("Full", 1), ("Lite", 2)])
def test_a_filled_workbook(edition: str, first_row: int) -> None:
    read = read_file(make(edition, first_row))
    assert (read.layout, len(read.content), len(read.content.sections)) == ("hecvat-3", 255, 11)
    summary = read.summarise()
    assert (summary["framework"], summary["version"]) == ("HECVAT", f"3.04 {edition}")
    assert summary["answers"] == {"yes": 1, "no": 1, "na": 1, "other": 2, "blank": 250}
    assert read.answers == {
        "DATE-01": Answer("DATE-01", "2026-03-04"),
        "GNRL-01": Answer("GNRL-01", "A vendor of our invention"),
        "DOCU-01": Answer("DOCU-01", "yes", "See the report"),
        "DOCU-02": Answer("DOCU-02", "na"),
        "DOCU-03": Answer("DOCU-03", "no"),
        "DOCU-04": Answer("DOCU-04", None, "Only this"),
    }
    assert (read.warnings, read.problems) == ((), ())


def test_a_hidden_sheet_holds_no_answers() -> None:
    shown = [["DOCU-01", "Is it?"], ["DOCU-02", "Is it?", "No"], ["DOCU-03", "Is it?"]]
    read = read_file(make_workbook({"Saved": STALE, "HECVAT - Lite": shown}, hidden=["Saved"]))
    assert (len(read.content), dict(read.answers)) == (3, {"DOCU-02": Answer("DOCU-02", "no")})


def test_what_is_asked_does_not_depend_on_what_was_answered() -> None:
    assert read_file(make()).content == read_file(make(answers={})).content


def test_sections_are_titled_by_the_text_above_them() -> None:
    read = read_file(make())
    assert read.content.section_of("DATA-30").title == "Data"
    assert read.content.section_of("GNRL-01").title == "General Information"


def test_the_csv_of_it_has_no_header() -> None:
    output = StringIO()
    rows = make_hecvat3_rows(
        HECVAT_3, {**FILLED, "DATE-01": ["2026-03-04"], "DOCU-01": ["Yes", "Two\nlines"]}
    )
    csv.writer(output, lineterminator="\r\n").writerows(rows[1:])
    read = read_file(b"\xef\xbb\xbf" + output.getvalue().encode())
    assert (read.layout, len(read.content)) == ("hecvat-3", 255)
    assert read.answers["DOCU-01"] == Answer("DOCU-01", "yes", "Two\nlines")
    assert read.warnings == ("CSV: no cell says which version of HECVAT this is.",)


def test_the_school_edition() -> None:
    rows = make_hecvat3_rows({"Documentation": ("DOCU", 75)}, {"DATE-01": ["08/14/2024"]}, version="4.1")
    read = read_file(make_workbook({"CoSN K-12CVAT": [*rows[:1], ["K-12CVAT Lite"], *rows[1:]]}))
    assert read.content.title == "K-12CVAT 4.1 Lite"
    assert len(read.content) == 76
    assert read.answers == {"DATE-01": Answer("DATE-01", "2024-08-14", "08/14/2024")}


def test_kinds_follow_the_words() -> None:
    sheet = [["DOCU-01", "Describe how"], ["DOCU-02", "Do you?"], ["DOCU-03", "Hosting"], ["DATE-01", "Date"]]
    answers = ["Yes", "4) AWS", "4) AWS", "soon"]
    rows = [["Part"], *([*row, answer] for row, answer in zip(sheet, answers, strict=True))]
    read = read_file(make_workbook({"HECVAT - Lite": rows}))
    assert [question.kind for question in read.content] == [
        QuestionKind.TEXT, QuestionKind.YES_NO, QuestionKind.TEXT, QuestionKind.DATE,
    ]  # fmt: skip
    assert read.answers == {
        "DOCU-01": Answer("DOCU-01", "yes"),
        "DOCU-02": Answer("DOCU-02", None, "4) AWS"),
        "DOCU-03": Answer("DOCU-03", "4) AWS"),
        "DATE-01": Answer("DATE-01", None, "soon"),
    }


def test_a_column_may_stand_before_the_answers() -> None:
    rows = [
        ["DATE-01", "Date", "Ada", "2026-01-02"],
        ["Data", "", "Reviewer", "Vendor Answers", "Additional Information"],
    ]
    rows += [[f"DATA-0{n}", "Is it so?", "Ben", "No", "Why"] for n in (1, 2)]
    read = read_sheets([Grid("HECVAT - Lite", rows)])
    assert read.answers == {
        "DATE-01": Answer("DATE-01", "2026-01-02"),
        "DATA-01": Answer("DATA-01", "no", "Why"),
        "DATA-02": Answer("DATA-02", "no", "Why"),
    }


def test_ids_with_what_nobody_sees_in_them() -> None:
    ids = ["DOCU-01\u00a0", "'DOCU-02", "\ufeffDOCU\u201103", "DOCU-\u00ad04"]
    rows = [["Documentation", "", "Vendor Answers"], *[[name, "Is it so?", "1) Yes"] for name in ids]]
    read = read_sheets([Grid("HECVAT - Lite | Vendor Response", rows)])
    assert [(name, answer.value) for name, answer in read.answers.items()] == [
        (f"DOCU-0{n}", "yes") for n in range(1, 5)
    ]
