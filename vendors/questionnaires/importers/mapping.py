"""Which column of an unknown sheet holds what: proposed from its heading, kept as JSON, and applied.

Columns are letters and rows count from 1 in JSON, as people see them in their spreadsheet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from vendors.questionnaires.content import QUESTION_ID, Question
from vendors.questionnaires.importers.gathering import Gathering
from vendors.questionnaires.importers.grids import (
    HEADER_WITHIN,
    Grid,
    SheetLike,
    match_columns,
    name_column,
)
from vendors.questionnaires.importers.headings import list_alike
from vendors.questionnaires.importers.kinds import guess_kind
from vendors.questionnaires.importers.synonyms import OWNERS_CAIQ, read_answer
from vendors.questionnaires.importers.texts import fold, make_line
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

WORDS = {
    "id": r"^(#|id|nr\.?|no\.?|num(ber)?|ref(erence)?|item)$|^(question|control|requirement|item|ref) ?(id|no\.?|num"
    r"(ber)?|#|ref)$",
    "guidance": r"guidance|instruction|\bhint|\bhelp\b",
    "duties": r"customer('s)? (duties|responsibilit)",
    "owner": r"\bowner|responsib",
    "comment": r"comment|\bnotes?\b|additional info|explanation|justification|details|remarks?",
    "answer": r"\b(answers?|responses?|repl(y|ies))\b|^yes ?/ ?no|^compliant\b|^status$",
    "section": r"^(section|domain|category|area|topic|chapter|group|family|theme)\b",
    "question": r"\bquestions?\b|\brequirements?\b|\bcontrols?\b|^(description|text|request|inquiry)$",
}
NAMES = tuple(WORDS)
_PATTERNS = {name: re.compile(pattern) for name, pattern in WORDS.items()}
_LETTERS = re.compile(r"[A-Z]{1,3}")
LONGEST_HEADING = 120
#: The layout of what was read by a mapping: such a file says of itself neither what it is called nor its version.
MAPPED = "mapped"


class InvalidMapping(ValueError):
    """The mapping names no column that there is; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where the columns of a sheet are, by NAMES. `header_row` counts from 1, 0 for none; columns count from 0.

    `with_alike`: the other visible sheets with the same headings are read with it.
    """

    sheet: str
    header_row: int
    columns: Mapping[str, int]
    with_alike: bool = False

    def __post_init__(self) -> None:
        unknown = sorted(set(self.columns) - set(NAMES))
        if unknown:
            raise InvalidMapping(f"{unknown[0]} is no column of a questionnaire.")
        if "question" not in self.columns:
            raise InvalidMapping("Say which column holds the questions.")
        twice = next((each for each, count in Counter(self.columns.values()).items() if count > 1), None)
        if twice is not None:
            raise InvalidMapping(
                f"Column {name_column(twice)} is chosen for two things. It can hold only one."
            )
        if self.header_row < 0 or min(self.columns.values()) < 0:
            raise InvalidMapping("Rows and columns count from the first.")

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as JSON values; `from_json` gives it back."""
        written = {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": {name: name_column(column) for name, column in self.columns.items()},
        }
        return {**written, "with_alike": True} if self.with_alike else written

    @classmethod
    def from_json(cls, raw: Any) -> Self:
        """Return the mapping that JSON values describe; raises InvalidMapping."""
        match raw:
            case {"sheet": str(sheet), "header_row": int(row), "columns": Mapping() as columns}:
                places = {str(name): read_column(letters) for name, letters in columns.items()}
                return cls(sheet, int(row), places, raw.get("with_alike") is True)
        raise InvalidMapping("A mapping names a sheet, its header row and its columns.")


def read_column(letters: Any) -> int:
    """Return the number, from 0, of a column given by its letters; raises InvalidMapping."""
    if not isinstance(letters, str) or not _LETTERS.fullmatch(letters):
        raise InvalidMapping(f"{letters!r} is no column; columns are A, B, … Z, AA, ….")
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def propose_mapping(sheet: SheetLike) -> ColumnMapping | None:
    """Return the mapping that the words of a heading, or else the cells themselves, suggest; None when nothing does."""
    grid = Grid.from_sheet(sheet)
    best: ColumnMapping | None = None
    for count, row in enumerate(grid.list_filled_rows()):
        if count >= HEADER_WITHIN:
            break
        columns = propose_columns(grid, row + 1)
        if "question" in columns and len(columns) > 1 and (best is None or len(columns) > len(best.columns)):
            best = ColumnMapping(grid.name, row + 1, columns)
    return best or _propose_from_cells(grid)


def propose_columns(grid: Grid, header_row: int) -> dict[str, int]:
    """Return what the words of a row, counted from 1, say of the columns below them."""
    if not 0 < header_row <= len(grid.rows):
        return {}
    cells = grid.rows[header_row - 1]
    texts = [text if len(text := fold(cell)) <= LONGEST_HEADING else "" for cell in cells]
    return match_columns(texts, _PATTERNS)


def propose_mappings(sheets: Iterable[SheetLike]) -> list[ColumnMapping]:
    """Return what is proposed for each visible sheet, the most complete first."""
    found = [mapping for sheet in sheets if not sheet.is_hidden and (mapping := propose_mapping(sheet))]
    return sorted(found, key=lambda mapping: -len(mapping.columns))


def _propose_from_cells(grid: Grid) -> ColumnMapping | None:
    """Propose the column with most sentences as questions, and one with yes and no right of it as answers.

    A row above them that looks like headings says what the other columns hold.
    """
    sentences: dict[int, int] = {}
    answers: dict[int, int] = {}
    for cells in grid.rows:
        for column, cell in enumerate(cells):
            if _is_sentence(cell):
                sentences[column] = sentences.get(column, 0) + 1
            elif read_answer(cell):
                answers[column] = answers.get(column, 0) + 1
    question = max(sentences, key=lambda column: (sentences[column], -column), default=None)
    if question is None or sentences[question] < 2:
        return None
    right = {column: count for column, count in answers.items() if column > question}
    columns = {"question": question}
    if right:
        columns["answer"] = max(right, key=lambda column: (right[column], -column))
    header_row = _find_headings(grid, question)
    named = propose_columns(grid, header_row)
    columns |= {
        name: column
        for name, column in named.items()
        if name not in columns and column not in columns.values()
    }
    return ColumnMapping(grid.name, header_row, columns)


def _is_sentence(cell: str) -> bool:
    return len(cell) >= 15 and " " in cell.strip()


def _find_headings(grid: Grid, question: int) -> int:
    """Return the row, counted from 1, that looks like headings above a column of questions; 0 when none does."""
    for row in grid.list_filled_rows():
        cells = grid.rows[row]
        text = grid.at(row, question).strip()
        if not text:
            continue
        if text.endswith("?"):
            break
        filled = [cell for cell in cells if cell.strip()]
        is_short = len(filled) > 1 and all(len(cell) <= LONGEST_HEADING for cell in filled)
        says_more = bool(set(propose_columns(grid, row + 1)) - {"question"})
        if is_short and not any(map(read_answer, filled)) and (says_more or not _is_sentence(text)):
            return row + 1
        if _is_sentence(text):
            break
    return 0


def apply_mapping(
    sheets: Sequence[SheetLike],
    mapping: ColumnMapping,
    *,
    title: str = "",
    framework: str = "",
    version: str = "",
) -> ReadQuestionnaire:
    """Return what a sheet holds, read by a mapping; raises UnknownLayout when the sheet is missing or holds nothing.

    A row whose only text stands in the column of questions, ids or sections is the title of a section where other rows
    have more.
    """
    sheet = next((each for each in sheets if each.name == mapping.sheet), None)
    if sheet is None:
        names = ", ".join(each.name for each in sheets)
        raise UnknownLayout(f"There is no sheet {mapping.sheet}; there are: {names}.", sheets)
    alike = list_alike(sheets, mapping.sheet, mapping.header_row) if mapping.with_alike else {}
    places = {mapping.sheet: mapping.header_row, **alike}
    gathering = Gathering()
    for number, each in enumerate((each for each in sheets if each.name in places), start=1):
        _gather(gathering, Grid.from_sheet(each), places[each.name], mapping.columns, number if alike else 0)
    return gathering.finish(
        MAPPED,
        title=title or mapping.sheet,
        framework=framework,
        version=version,
        owners=OWNERS_CAIQ if "owner" in mapping.columns else (),
    )


def _gather(
    gathering: Gathering, grid: Grid, header_row: int, columns: Mapping[str, int], number: int
) -> None:
    """Gather the questions of one sheet; `number` is its place among several, 0 when it is the only one."""
    rows = [row for row in grid.list_filled_rows() if row >= header_row]
    has_ids = any(grid.at(row, columns.get("id")).strip() for row in rows)
    section = make_line(grid.name) if number else ""
    before = set(gathering.list_ids())
    # Sheets that each count from 1.
    is_repeated = not before.isdisjoint(make_line(grid.at(row, columns.get("id"))) for row in rows)
    taken = len(before)
    for row in rows:
        text = make_line(grid.at(row, columns["question"]))
        name = make_line(grid.at(row, columns.get("id")))
        section = make_line(grid.at(row, columns.get("section"))) or section
        if not text or (has_ids and not name):
            section = _read_title(grid, row) or section
            continue
        taken += 1
        name = name if has_ids and QUESTION_ID.fullmatch(name) else f"Q{taken:03}"
        if is_repeated:
            name = f"{number}-{name}"
        question = Question(
            id=name,
            text=text,
            kind=guess_kind(text),
            guidance=grid.at(row, columns.get("guidance")),
            asks_owner="owner" in columns,
        )
        place = grid.place(row, columns.get("answer", columns["question"]))
        if gathering.take_question(question, gathering.open_section(section or "Questions"), place):
            gathering.take_answer(
                name,
                grid.at(row, columns.get("answer")),
                comment=grid.at(row, columns.get("comment")),
                owner=grid.at(row, columns.get("owner")),
                duties=grid.at(row, columns.get("duties")),
                owners=OWNERS_CAIQ,
                place=place,
            )


def _read_title(grid: Grid, row: int) -> str:
    texts = [make_line(cell) for cell in grid.rows[row] if cell.strip()]
    return texts[0] if len(texts) == 1 and len(texts[0]) <= 200 else ""
