"""Columns of sheets that nobody described: proposed, kept as JSON, applied."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vendors.questionnaires.answers import Answer
from vendors.questionnaires.content import QuestionKind
from vendors.questionnaires.importers.detect import read_sheets
from vendors.questionnaires.importers.grids import Grid, name_column
from vendors.questionnaires.importers.mapping import (
    ColumnMapping,
    InvalidMapping,
    apply_mapping,
    propose_mapping,
    propose_mappings,
    read_column,
)
from vendors.questionnaires.reading import UnknownLayout

ROWS = [
    ["Our supplier questionnaire"],
    [],
    ["No.", "Area", "Question", "Vendor response", "Comments", "Control owner", "How to answer (guidance)"],
    ["", "", "Access"],
    ["1.1", "", "Is there MFA?", "Y", "By hardware keys", "CSP", "Say which"],
    ["1.2", "", "Who reviews access?", "The CISO", "", "", ""],
    ["", "", "Logs"],
    ["2.1", "", "Logs are kept.", "Partly", "", "somebody", ""],
    ["2.2", "", "And deleted?", "", "", "", ""],
]


def sheet(rows: list[list[Any]], name: str = "Sheet 1", *, is_hidden: bool = False) -> Grid:
    return Grid(name, [[str(cell) for cell in row] for row in rows], is_hidden)


def test_a_mapping_is_proposed_from_the_heading() -> None:
    mapping = propose_mapping(sheet(ROWS))
    assert mapping is not None
    assert mapping.to_json() == {
        "sheet": "Sheet 1",
        "header_row": 3,
        "columns": {
            "id": "A", "section": "B", "question": "C", "answer": "D", "comment": "E", "owner": "F", "guidance": "G",
        },
    }  # fmt: skip
    assert ColumnMapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping


def test_a_mapping_is_applied() -> None:
    grid = sheet(ROWS)
    mapping = propose_mapping(grid)
    assert mapping is not None
    read = apply_mapping([grid], mapping, title="Ours", framework="own", version="2")
    assert (read.layout, read.content.title, read.content.framework, read.content.version) == (
        "mapped", "Ours", "own", "2",
    )  # fmt: skip
    assert [(s.title, [(q.id, q.kind) for q in s.questions]) for s in read.content.sections] == [
        ("Access", [("1.1", QuestionKind.YES_NO), ("1.2", QuestionKind.TEXT)]),
        ("Logs", [("2.1", QuestionKind.YES_NO), ("2.2", QuestionKind.YES_NO)]),
    ]
    assert read.answers == {
        "1.1": Answer("1.1", "yes", "By hardware keys", owner="csp"),
        "1.2": Answer("1.2", "The CISO"),
        "2.1": Answer("2.1", None, "Partly\nsomebody"),
    }
    assert len(read.warnings) == 2


def test_questions_without_ids_are_numbered() -> None:
    rows = [["Requirement", "Response"], ["Is it so?", "yes"], ["", ""], ["And so?", "n/a"]]
    grid = sheet(rows)
    mapping = propose_mapping(grid)
    assert mapping is not None
    read = apply_mapping([grid], mapping)
    assert read.answers == {"Q001": Answer("Q001", "yes"), "Q002": Answer("Q002", "na")}


def test_without_a_heading_the_cells_decide() -> None:
    rows = [["", "Do you have a policy?", "", "yes"], ["", "Do you follow the policy?", "", "no"]]
    mapping = propose_mapping(sheet(rows))
    assert mapping == ColumnMapping("Sheet 1", 0, {"question": 1, "answer": 3})
    assert apply_mapping([sheet(rows)], mapping).summarise()["answers"]["yes"] == 1


def test_nothing_is_proposed_for_what_has_no_questions() -> None:
    assert propose_mapping(sheet([["a", "b"], ["1", "2"]])) is None
    assert propose_mapping(sheet([])) is None


def test_the_most_complete_sheet_comes_first_and_hidden_ones_never() -> None:
    sheets = [
        sheet([["Question", "Answer"]], "small"),
        sheet(ROWS, "hidden", is_hidden=True),
        sheet(ROWS, "large"),
    ]
    assert [mapping.sheet for mapping in propose_mappings(sheets)] == ["large", "small"]


def test_an_unknown_layout_carries_what_a_mapping_needs() -> None:
    with pytest.raises(UnknownLayout, match=r"Seen: Sheet 1 \(8 rows\)") as refusal:
        read_sheets([sheet(ROWS)])
    mapping = propose_mappings(refusal.value.sheets)[0]
    assert len(apply_mapping(refusal.value.sheets, mapping).content) == 4


def test_a_missing_sheet_is_told() -> None:
    with pytest.raises(UnknownLayout, match="There is no sheet Other; there are: Sheet 1"):
        apply_mapping([sheet(ROWS)], ColumnMapping("Other", 3, {"question": 2}))


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"sheet": "S", "header_row": 1, "columns": {}}, "which column holds the questions"),
        ({"sheet": "S", "header_row": 1, "columns": {"question": "A", "answer": "A"}}, "two things"),
        ({"sheet": "S", "header_row": 1, "columns": {"question": "A", "weight": "B"}}, "weight is no column"),
        ({"sheet": "S", "header_row": -1, "columns": {"question": "A"}}, "count from the first"),
        ({"sheet": "S", "header_row": 1, "columns": {"question": "1"}}, "'1' is no column"),
        ({"sheet": "S", "header_row": 1, "columns": {"question": 3}}, "3 is no column"),
        ({"sheet": "S"}, "names a sheet"),
        (None, "names a sheet"),
    ],
)
def test_a_mapping_of_nothing_is_refused(raw: Any, sentence: str) -> None:
    with pytest.raises(InvalidMapping, match=sentence):
        ColumnMapping.from_json(raw)


def test_columns_have_letters() -> None:
    numbers = [0, 25, 26, 51, 52, 701, 702]
    assert [name_column(number) for number in numbers] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert [read_column(name_column(number)) for number in numbers] == numbers


def test_headings_that_nobody_expects_are_found_above_the_questions() -> None:
    rows = [
        ["Security of suppliers"],
        ["", "What we would like to hear", "You say", "Remarks"],
        ["1", "Is there MFA for all staff?", "yes"],
        ["2", "Is data encrypted at rest?", ""],
    ]
    assert propose_mapping(sheet(rows)) == ColumnMapping(
        "Sheet 1", 2, {"question": 1, "answer": 2, "comment": 3}
    )
    questions_alone = [["Is there MFA for all staff?", "Details?"], ["Is data encrypted at rest?", ""]]
    assert propose_mapping(sheet(questions_alone)) == ColumnMapping("Sheet 1", 0, {"question": 0})


def test_sheets_with_the_same_headings_are_read_together() -> None:
    head = ["No.", "Question", "Response"]
    sheets = [
        sheet([["Read this first"]], "Start"),
        sheet([head, ["1", "Is there MFA?", "yes"]], "Access"),
        sheet(
            [["Logging"], head, ["1", "Are logs kept?", "no"], ["2", "Describe for how long.", "A year"]],
            "Logs",
        ),
        sheet([head, ["1", "Hidden?", "yes"]], "Old", is_hidden=True),
    ]
    mapping = ColumnMapping("Access", 1, {"id": 0, "question": 1, "answer": 2}, with_alike=True)
    assert ColumnMapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping
    read = apply_mapping(sheets, mapping)
    assert [(each.title, [q.id for q in each.questions]) for each in read.content.sections] == [
        ("Access", ["1"]),
        ("Logs", ["2-1", "2-2"]),
    ]
    values = {name: answer.value for name, answer in read.answers.items()}
    assert values == {"1": "yes", "2-1": "no", "2-2": "A year"}
    alone = apply_mapping(sheets, ColumnMapping("Access", 1, {"id": 0, "question": 1, "answer": 2}))
    assert [question.id for question in alone.content] == ["1"]
