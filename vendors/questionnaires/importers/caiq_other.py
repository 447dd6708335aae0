"""Sheets that ask what CAIQ asks under headings of their own: of vendors, of CSA's catalogues and of its data files.

They are known by their ids. Whatever else a sheet has, it needs a column of questions; one without a column of answers
is a blank one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vendors.questionnaires.importers.caiq import (
    HEADER_ROWS,
    NOT_OF_BEFORE,
    QUESTION_ID,
    count_questions,
    normalise_id,
    read_sheet,
)
from vendors.questionnaires.importers.grids import Grid, Header, find_column, match_columns, stack_texts
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

#: The domains of CAIQ 3, 4, 4.1 and AI-CAIQ. Ids of the same form are used by others.
DOMAINS = {
    "A&A", "AAC", "AIS", "BCR", "CCC", "CEK", "DCS", "DSI", "DSP", "EKM", "GRC", "GRM", "HRS", "I&S", "IAM", "IPY",
    "IVS", "LOG", "MDS", "MOS", "SEF", "STA", "TVM", "UEM",
}  # fmt: skip
FEWEST_QUESTIONS, FEWEST_DOMAINS = 5, 3
COLUMNS = {
    "control": r"\bcontrol id$",
    "specification": r"\bcontrol specification",
    "title": r"\bcontrol title",
    "domain": r"\bdomain\b",
    "duties": r"\b(csc|customer)('s)? (duties|responsibilit)",
    "owner": r"\bownership\b|\bssrm\b|^owner\b",
    "answer": NOT_OF_BEFORE + r".*(\b(answers?|responses?)\b|^yes ?[/,] ?no\b)",
    "comment": r"\bdescription\b|\bcomments?\b|\bnotes?\b|\bexplanation|\bjustification|\bdetails\b|\bremarks?\b",
    "question": r"\bquestions?\b",
}
PATTERNS = {name: re.compile(pattern) for name, pattern in COLUMNS.items()}
ROWS_ABOVE = 10


def find_layout(grid: Grid) -> Header | None:
    """Return where the columns are; None for a sheet that does not ask what CAIQ asks."""
    column = None if grid.is_hidden else find_column(grid, QUESTION_ID, at_least=FEWEST_QUESTIONS)
    if column is None:
        return None
    names = [(row, normalise_id(cells[column])) for row, cells in enumerate(grid.rows) if column < len(cells)]
    asked = [(row, name.split("-")[0]) for row, name in names if QUESTION_ID.fullmatch(name)]
    known = {domain for _row, domain in asked} & DOMAINS
    if len(known) < FEWEST_DOMAINS or any(domain not in DOMAINS for _row, domain in asked):
        return None
    first = asked[0][0]
    for height in range(1, HEADER_ROWS + 1):
        for start in range(first - height, max(-1, first - height - ROWS_ABOVE), -1):
            found = _match(grid, start, height, column)
            if "question" in found:
                return Header(start + height - 1, {**found, "id": column})
    return None


def _match(grid: Grid, start: int, height: int, column: int) -> Mapping[str, int]:
    """Return what the headings in so many rows say of the columns, but for the one of ids."""
    texts = [text.replace("_", " ") for text in stack_texts(grid, start, height)] if start >= 0 else []
    return match_columns(["" if place == column else text for place, text in enumerate(texts)], PATTERNS)


def list_sheets(grids: Sequence[Grid]) -> list[tuple[Grid, Header]]:
    """Return the sheets that ask what CAIQ asks."""
    return [(grid, header) for grid in grids if (header := find_layout(grid))]


def recognises(grids: Sequence[Grid]) -> bool:
    """Whether a sheet asks what CAIQ asks."""
    return bool(list_sheets(grids))


def read(grids: Sequence[Grid]) -> ReadQuestionnaire:
    """Return the questionnaire and its answers."""
    found = list_sheets(grids)
    if not found:
        raise UnknownLayout("No sheet has the columns of this layout.")
    grid, header = max(found, key=lambda pair: count_questions(*pair))
    return read_sheet(grid, header, grids)
