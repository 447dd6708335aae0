"""HECVAT 3 (Full, Lite, and the CSV of it) and K-12CVAT workbooks: one answer sheet whose sections repeat the heading.

Rows move between releases, so that questions are found by their ids. What hidden sheets hold is never an answer: they
keep stale copies. Guidance is left out: it is a formula that changes with the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vendors.questionnaires.content import Question, QuestionKind
from vendors.questionnaires.importers.gathering import ERROR_VALUES, Gathering
from vendors.questionnaires.importers.grids import Grid, find_column, match_columns
from vendors.questionnaires.importers.kinds import guess_kind, normalise_answer
from vendors.questionnaires.importers.texts import clean_id, fold, make_line
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

QUESTION_ID = re.compile(r"[A-Z]{4}-\d{2}")
HEADING = {
    "answer": re.compile(r"^(vendor |solution provider )?answers?$"),
    "comment": re.compile(r"^additional information$"),
}
RIGHTS = re.compile(r"©|copyright|creative commons|all rights reserved", re.IGNORECASE)
VERSION = re.compile(r"\bversion\s*:?\s*v?(\d+(?:\.\d+)+)", re.IGNORECASE)
ANALYST = re.compile(
    r"analyst|report|score|scoring|crosswalk|summary|evaluation|reference|non-compliant|values"
)
TEXT_PREFIXES = ("GNRL",)
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One question of an answer sheet, with its section's title and its cells."""

    id: str
    section: str
    text: str
    answer: str
    comment: str
    place: str


def list_rows(grid: Grid) -> Iterator[Row]:
    """Yield the questions of an answer sheet; the nearest text above them in the column of ids is their section."""
    name = find_column(grid, QUESTION_ID)
    if name is None:
        return
    headings = (match_columns([fold(each) for each in row], HEADING) for row in grid.rows)
    # The rows above the first heading have their answers below it too.
    first = next((found for found in headings if "answer" in found), {})
    columns = {"answer": name + 2, "comment": name + 3, **first}
    section = ""
    for row in grid.list_filled_rows():
        cell = grid.at(row, name).strip()
        name_in_cell = clean_id(cell)
        if QUESTION_ID.fullmatch(name_in_cell):
            yield Row(
                name_in_cell,
                section,
                read_text(grid.at(row, name + 1)),
                grid.at(row, columns["answer"]),
                grid.at(row, columns["comment"]),
                grid.place(row, columns["answer"]),
            )
            continue
        columns |= match_columns([fold(each) for each in grid.rows[row]], HEADING)
        if cell and len(cell) <= LONGEST_TITLE:
            section = make_line(cell)


def read_text(text: str) -> str:
    """Return a question's text; none where the formula that fetches it failed or was never worked out."""
    line = make_line(text)
    return "" if line in ERROR_VALUES or line == "0" else line


def count_questions(grid: Grid) -> int:
    """How many rows of a sheet start with the id of a question."""
    return max(grid.count_matches(QUESTION_ID).values(), default=0)


def find_sheet(grids: Sequence[Grid]) -> Grid | None:
    """Return the sheet that vendors fill: the visible one with most questions that is not the analysts'."""
    shown = [grid for grid in grids if not grid.is_hidden and count_questions(grid) >= 3]
    filled = [grid for grid in shown if "vendor response" in fold(grid.name)]
    filled = filled or [grid for grid in shown if not ANALYST.search(fold(grid.name))]
    return max(filled, key=count_questions, default=None)


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether a visible sheet has rows with the ids of HECVAT."""
    return find_sheet(grids) is not None


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire and its answers."""
    grid = find_sheet(grids)
    if grid is None:
        raise UnknownLayout("No sheet has the columns of this layout.")
    gathering = Gathering()
    for row in list_rows(grid):
        if not row.text:
            gathering.report(f"{row.place}: {row.id} has no question; the row is left out.")
            continue
        kind = choose_kind(row)
        question = Question(id=row.id, text=row.text, kind=kind)
        section = gathering.open_section(row.section or row.id[:4])
        if not gathering.take_question(question, section, row.place):
            continue
        answer, comment = row.answer, row.comment
        if kind is QuestionKind.DATE and answer.strip():
            answer, said = read_date(answer)
            comment = "\n".join(filter(None, (said, comment)))
        answer = normalise_answer(kind, answer)
        gathering.take_answer(row.id, answer, comment=comment, place=row.place)
    framework = "K-12CVAT" if "k-12" in fold(grid.name) else "HECVAT"
    version = find_version(grid)
    if not version:
        gathering.warn(f"{grid.name}: no cell says which version of {framework} this is.")
    return gathering.finish(
        "hecvat-3",
        title=f"{framework} {version}".strip(),
        framework=framework,
        version=version,
        notice=find_rights(grids),
    )


def choose_kind(row: Row) -> QuestionKind:
    """Return how a question is answered; this layout has yes, no and free texts in one column."""
    if row.id.startswith("DATE"):
        return QuestionKind.DATE
    if row.id.startswith(TEXT_PREFIXES):
        return QuestionKind.TEXT
    return guess_kind(row.text, QuestionKind.TEXT)


def read_date(text: str) -> tuple[str, str]:
    """Return a date in ISO form, and the text itself when it was written in another, month first."""
    line = make_line(text)
    try:
        return date.fromisoformat(line[:10]).isoformat(), ""
    except ValueError:
        pass
    for form in (
        "%m/%d/%Y",
        "%m/%d/%y",
        "%m-%d-%Y",
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%B %d, %Y",
        "%b %d, %Y",
        "%d %B %Y",
    ):
        try:
            return datetime.strptime(line, form).date().isoformat(), line  # noqa: DTZ007 - a day, not an instant
        except ValueError:
            continue
    return text, ""


def find_version(grid: Grid) -> str:
    """Return the version with its edition ("3.04 Full"), from the first rows and the sheet's name."""
    texts = [cell for row in grid.rows[:6] for cell in row if cell and len(cell) < 300]
    found = next((match for text in texts if (match := VERSION.search(text))), None)
    heading = fold(
        " ".join([grid.name, *(text for text in texts if "cvat" in fold(text) and len(text) < 120)])
    )
    edition = next(
        (word for word in ("full", "lite", "on-premise") if re.search(rf"\b{word}\b", heading)), ""
    )
    return f"{found[1] if found else ''} {edition.capitalize()}".strip()


def find_rights(grids: Sequence[Grid]) -> str:
    """Return the first short text about rights in what is visible."""
    for grid in grids:
        for row in () if grid.is_hidden else grid.rows:
            for cell in row:
                if cell and len(cell) <= 1_000 and RIGHTS.search(cell):
                    return make_line(cell)
    return ""
