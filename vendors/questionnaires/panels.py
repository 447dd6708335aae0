"""What the pages of a file show: what was understood of it, and a sheet as its rows stand there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from vendors.questionnaires.content import NO, NOT_APPLICABLE, YES, Questionnaire
from vendors.questionnaires.file_forms import list_columns
from vendors.questionnaires.importers.grids import Grid, name_column
from vendors.questionnaires.importers.texts import make_line
from vendors.questionnaires.selectors import Understanding

FIRST_QUESTIONS = 10
ROWS_BEFORE, ROWS_AFTER = 3, 8
MOST_COLUMNS = 16
LONGEST_CELL = 90
#: By the first part of a layout's name; the others are the names of what they are.
LAYOUTS = {
    "imprimatur": _("a questionnaire of ours"),
    "ai": "AI-CAIQ",
    "caiq": "CAIQ",
    "csa": _("a file of the Cloud Security Alliance"),
    "sig": "SIG",
    "hecvat": "HECVAT",
    "vsaq": "VSAQ",
    "oscal": "OSCAL",
    "onetrust": "OneTrust",
}
COUNTS = (
    (YES, _("yes")),
    (NO, _("no")),
    (NOT_APPLICABLE, _("not applicable")),
    ("other", _("other answers")),
    ("blank", _("not answered")),
)


def show_understanding(understanding: Understanding) -> dict[str, Any]:
    """Return what was understood: names, counts, what to look at, and the first questions with their answers."""
    read = understanding.read
    summary = read.summarise()
    content = read.content
    return {
        "understanding": understanding,
        "summary": summary,
        "layout_name": LAYOUTS.get(read.layout.partition("-")[0], read.layout),
        "counts": [(label, summary["answers"][name]) for name, label in COUNTS],
        "has_answers": summary["answers"]["blank"] < summary["questions"] or summary["notes"] > 0,
        "owners": _name_owners(content, summary["ownership"]),
        "first_questions": _list_first(understanding),
        "section_counts": [(section.title, len(section.questions)) for section in content.sections],
    }


def _name_owners(content: Questionnaire, counts: dict[str, int]) -> list[tuple[str, int]]:
    labels = {owner.key: owner.label for owner in content.owners}
    return [(labels.get(key, key), count) for key, count in counts.items()]


def _list_first(understanding: Understanding) -> list[dict[str, Any]]:
    """Return the first questions, those that are answered first where any is."""
    read = understanding.read
    rows = [
        {"section": section.title, "question": question, "answer": read.answers.get(question.id)}
        for section in read.content.sections
        for question in section.questions
    ]
    answered = [row for row in rows if row["answer"] is not None]
    return (answered or rows)[:FIRST_QUESTIONS]


def show_sheet(grid: Grid, header_row: int) -> dict[str, Any]:
    """Return the rows of a sheet around its headings, as letters, numbers and short texts."""
    columns = list_columns(grid)
    shown = columns[:MOST_COLUMNS]
    first = max(header_row - ROWS_BEFORE, 1)
    last = min(max(header_row, 1) + ROWS_AFTER, len(grid.rows))
    return {
        "grid": grid,
        "header_row": header_row,
        "letters": [name_column(column) for column in shown],
        "sheet_rows": [
            (row, row == header_row, [_shorten(grid.at(row - 1, column)) for column in shown])
            for row in range(first, last + 1)
        ],
        "more_columns": len(columns) - len(shown),
        "row_count": len(grid.rows),
    }


def _shorten(text: str) -> str:
    line = make_line(text)
    return line if len(line) <= LONGEST_CELL else line[: LONGEST_CELL - 1] + "…"
