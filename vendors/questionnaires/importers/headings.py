"""By what a sheet is known again: the texts of its row of headings, in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vendors.questionnaires.importers.grids import HEADER_WITHIN, Grid, SheetLike
from vendors.questionnaires.importers.texts import fold

#: One heading alone ("Questions") says too little to know a sheet again by.
FEWEST_HEADINGS = 2
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A row that may be one of headings. `row` counts from 1."""

    sheet: str
    row: int
    fingerprint: str


def list_headings(grid: Grid, row: int) -> list[str]:
    """Return the texts of a row, counted from 1, without the empty ones at its end."""
    if not 0 < row <= len(grid.rows):
        return []
    texts = [fold(cell) for cell in grid.rows[row - 1]]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def make_fingerprint(headings: Iterable[str]) -> str:
    """Return by what a row of headings is known again; empty when it holds too few texts for that."""
    texts = list(headings)
    if sum(1 for text in texts if text) < FEWEST_HEADINGS:
        return ""
    return "sha256:" + hashlib.sha256(_SEPARATOR.join(texts).encode()).hexdigest()


def list_heading_rows(sheets: Iterable[SheetLike]) -> Iterator[HeadingRow]:
    """Yield the rows of visible sheets that may be headings, from the top of each."""
    for sheet in sheets:
        if sheet.is_hidden:
            continue
        grid = Grid.from_sheet(sheet)
        for count, number in enumerate(grid.list_filled_rows()):
            if count >= HEADER_WITHIN:
                break
            fingerprint = make_fingerprint(list_headings(grid, number + 1))
            if fingerprint:
                yield HeadingRow(grid.name, number + 1, fingerprint)


def list_alike(sheets: Iterable[SheetLike], name: str, row: int) -> dict[str, int]:
    """Return the other visible sheets with the headings of a row of the one named, each with its row."""
    rows = list(sheets)
    chosen = next((sheet for sheet in rows if sheet.name == name), None)
    fingerprint = make_fingerprint(list_headings(Grid.from_sheet(chosen), row)) if chosen else ""
    found: dict[str, int] = {}
    for each in list_heading_rows(sheet for sheet in rows if sheet.name != name) if fingerprint else ():
        if each.fingerprint == fingerprint:
            found.setdefault(each.sheet, each.row)
    return found
