"""By what a sheet is known again: its headings in their order, and nothing else."""

from __future__ import annotations

from vendors.questionnaires.importers.grids import Grid
from vendors.questionnaires.importers.headings import (
    list_alike,
    list_heading_rows,
    list_headings,
    make_fingerprint,
)
from vendors.questionnaires.importers.mapping import ColumnMapping
from vendors.questionnaires.importers.proposing import Proposal, propose

HEAD = ["Ref", "Question", "Your  Reply", "", ""]


def fingerprint(*texts: str) -> str:
    return make_fingerprint(list_headings(Grid("S", [texts]), 1))


def test_case_blanks_and_empty_ends_do_not_matter_and_order_does() -> None:
    known = fingerprint(*HEAD)
    assert fingerprint("ref", "QUESTION", "your reply") == known
    assert fingerprint("Question", "Ref", "Your reply") != known
    assert fingerprint("", "Ref", "Question", "Your reply") != known
    assert fingerprint("Ref", "QuestionYour", "reply") != fingerprint("Ref", "Question", "Your reply")


def test_one_heading_says_too_little() -> None:
    assert [fingerprint("Question"), fingerprint("", ""), make_fingerprint([])] == ["", "", ""]
    assert list_headings(Grid("S", [HEAD]), 2) == []


def test_rows_of_visible_sheets_alone_are_looked_at() -> None:
    sheets = [
        Grid("One", [["Title"], [], HEAD, ["1", "Is it so?", ""]]),
        Grid("Two", [HEAD]),
        Grid("Old", [HEAD], is_hidden=True),
    ]
    found = [
        (each.sheet, each.row) for each in list_heading_rows(sheets) if each.fingerprint == fingerprint(*HEAD)
    ]
    assert found == [("One", 3), ("Two", 1)]
    assert [list_alike(sheets, "One", row) for row in (3, 1)] == [{"Two": 1}, {}]


def test_what_is_begun_with() -> None:
    sheets = [
        Grid("Notes", [["Nothing is asked here"]]),
        Grid("Asked", [["Ours"], HEAD, ["1", "Is it so?", "Yes"]]),
    ]
    words = {"id": 0, "question": 1, "answer": 2}
    known = ColumnMapping("Asked", 3, {"question": 2})
    assert propose(sheets) == Proposal("Asked", 2, words)
    assert propose(sheets, known) == Proposal("Asked", 3, {"question": 2}, with_alike=False)
    assert propose(sheets, known, "Asked", 2) == Proposal("Asked", 2, words)
    assert propose(sheets, known, "Notes") == Proposal("Notes", 1, {})
    assert propose(sheets, None, "Asked", 1) == Proposal("Asked", 1, {})
    assert propose(sheets[:1]) == Proposal("Notes", 1, {})
    title, heads = ["Was wir fragen"], ["Lfd.", "Was wir wissen wollen"]
    foreign = Grid("F", [title, heads, ["1", "Gibt es das heute?"], ["2", "Und wie lange schon?"]])
    assert propose([foreign]) == Proposal("F", 0, {"question": 1})
    assert propose([foreign], None, "F", 2) == Proposal("F", 2, {"question": 1})
