"""Our own workbook gives back what it was made of, whatever a text starts with."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from governance.core.workbooks import read_workbook
from tests.vendors.questionnaires.importers.hecvat_workbooks import make_hecvat4
from tests.vendors.questionnaires.importers.workbooks import make_caiq, make_caiq3
from vendors.questionnaires import built_in
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.content import Choice, Question, QuestionKind, Questionnaire, Section
from vendors.questionnaires.importers.export import export_read, export_workbook
from vendors.questionnaires.importers.opening import read_file

DANGEROUS = [
    "=1+1", "+1", "-1", "'", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201", "'=1",
    "''", "x\r\ny", " =1 ", "_x000D_", "\x0b", "<b>&amp;", "a\nb\tc", "日本", "=HYPERLINK(\"http://x\",\"y\")",
]  # fmt: skip
CHOICES = (Choice("a", "First"), Choice("b", "= Second"), Choice("c=d", "Third = more"))


def make_content() -> Questionnaire:
    """One question of each kind, and a text question for each dangerous start."""
    kinds = [
        Question("Y", "Is it?", allows_na=False),
        Question("S", "=Which?", kind=QuestionKind.SINGLE, choices=CHOICES, is_required=False),
        Question("M", "Which of them?", kind=QuestionKind.MULTIPLE, choices=CHOICES),
        Question(
            "M2", "Same labels", kind=QuestionKind.MULTIPLE, choices=(Choice("x", "L"), Choice("y", "L"))
        ),
        Question("N", "How many?", kind=QuestionKind.NUMBER),
        Question("D", "When?", kind=QuestionKind.DATE),
        Question("F", "The file", kind=QuestionKind.FILE),
        Question("T", "A table", kind=QuestionKind.TABLE, columns=("=Name", "Country")),
    ]
    texts = [Question(f"D{n}", f"{text} ?", kind=QuestionKind.TEXT) for n, text in enumerate(DANGEROUS)]
    sections = (
        Section("k", "= Kinds", questions=tuple(kinds)),
        Section("t", "Texts", questions=tuple(texts)),
    )
    owners = (Choice("csp", "CSP-owned"), Choice("us", "-us"))
    content = Questionnaire(
        "@Title", sections, framework="+F", version="-1", notice="= © Keep this", owners=owners
    )
    with_owner = [replace(q, asks_owner=True) for q in content]
    return content.with_sections(
        (
            replace(sections[0], questions=tuple(with_owner[: len(kinds)])),
            replace(sections[1], questions=tuple(with_owner[len(kinds) :])),
        )
    )


ANSWERS = {
    "Y": Answer("Y", "no", "=comment", owner="us", duties="+duties"),
    "S": Answer("S", "c=d"),
    "M": Answer("M", ["a", "b"]),
    "M2": Answer("M2", ["y"]),
    "N": Answer("N", "-12.5"),
    "D": Answer("D", "2026-11-30"),
    "F": Answer("F", None, "see attached"),
    "T": Answer("T", [{"=Name": "=A", "Country": "DE"}]),
    **{f"D{n}": Answer(f"D{n}", text, text) for n, text in enumerate(DANGEROUS) if text.strip()},
}


def test_the_same_questions_and_answers_come_back() -> None:
    content = make_content()
    read = read_file(export_workbook(content, ANSWERS))
    assert (read.layout, read.warnings, read.problems) == ("imprimatur", (), ())
    assert read.answers == ANSWERS
    assert read.content == content


def test_no_cell_starts_with_what_a_program_would_run() -> None:
    cells = [
        cell
        for sheet in read_workbook(export_workbook(make_content(), ANSWERS))
        for row in sheet.rows
        for cell in row
    ]
    assert [
        cell
        for cell in cells
        if isinstance(cell, str) and cell[:1] in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20" and cell
    ] == []
    with zipfile.ZipFile(BytesIO(export_workbook(make_content(), ANSWERS))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("name", built_in.NAMES)
def test_the_built_in_questionnaires_can_be_filled_in_a_workbook(name: str) -> None:
    content = built_in.load(name)
    answers = {q.id: Answer(q.id, q.keys[0], "So") for q in content if q.kind is QuestionKind.YES_NO}
    read = read_file(export_workbook(content, answers))
    assert (read.answers, [q.text for q in read.content]) == (answers, [q.text for q in content])


@pytest.mark.parametrize("content", [make_caiq(), make_caiq3(), make_hecvat4()])
def test_what_was_read_from_another_layout_keeps_its_rights_row(content: bytes) -> None:
    read = read_file(content)
    again = read_file(export_read(read))
    assert (again.content.notice, again.content.owners) == (read.content.notice, read.content.owners)
    assert [(q.id, q.text, q.kind) for q in again.content] == [(q.id, q.text, q.kind) for q in read.content]
    assert (again.content.framework, again.content.version) == (read.content.framework, read.content.version)


def test_answers_that_people_typed_otherwise() -> None:
    questions = (
        Question("Y", "Is it?"),
        Question("M", "Which?", kind=QuestionKind.MULTIPLE, choices=CHOICES),
    )
    content = Questionnaire("T", (Section("s", "S", questions=questions),))
    answers = {"Y": Answer("Y", "Perhaps"), "M": Answer("M", ["nothing"])}
    read = read_file(export_workbook(content, answers))
    assert read.answers == {"Y": Answer("Y", None, "Perhaps"), "M": Answer("M", None, '["nothing"]')}
    assert len(read.warnings) == 2
