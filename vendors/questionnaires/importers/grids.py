"""A sheet as a grid of texts, and where in it the columns of a questionnaire are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

from vendors.questionnaires.importers.texts import clean_id, fold, make_text

#: A header is looked for in so many rows that hold something.
HEADER_WITHIN = 60
LONGEST_ID = 40


class SheetLike(Protocol):
    """A sheet as `governance.core.workbooks` reads it."""

    @property
    def name(self) -> str: ...

    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...

    @property
    def is_hidden(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet of texts. Rows and columns count from 0 here, and from 1 and A in what people read."""

    name: str
    rows: Sequence[Sequence[str]]
    is_hidden: bool = False

    @classmethod
    def from_sheet(cls, sheet: SheetLike) -> Self:
        """Return the grid of a sheet."""
        rows = [[make_text(value) for value in row] for row in sheet.rows]
        return cls(sheet.name, rows, sheet.is_hidden)

    def at(self, row: int, column: int | None) -> str:
        """Return the text of a cell; empty where there is none, and for no column."""
        if column is None or not 0 <= row < len(self.rows):
            return ""
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else ""

    def place(self, row: int, column: int | None = None) -> str:
        """Return where a cell or row is, as people write it: "CAIQv4.0.3!C17", or "row 17"."""
        where = f"row {row + 1}" if column is None else f"{name_column(column)}{row + 1}"
        return f"{self.name}!{where}" if column is not None else f"{self.name}, {where}"

    @property
    def width(self) -> int:
        """How many columns the longest row has."""
        return max(map(len, self.rows), default=0)

    def list_filled_rows(self) -> Iterator[int]:
        """Yield the numbers of the rows that hold something."""
        for number, cells in enumerate(self.rows):
            if any(cell.strip() for cell in cells):
                yield number

    def count_matches(self, pattern: re.Pattern[str]) -> dict[int, int]:
        """Return for each column in how many cells the whole text, as an id, matches."""
        counts: dict[int, int] = {}
        for cells in self.rows:
            for column, cell in enumerate(cells):
                if cell and len(cell) <= LONGEST_ID and pattern.fullmatch(clean_id(cell)):
                    counts[column] = counts.get(column, 0) + 1
        return counts


@dataclass(frozen=True, slots=True)
class Header:
    """A header row and the columns that were found in it, by our names for them."""

    row: int
    columns: Mapping[str, int]

    def get(self, name: str) -> int | None:
        """Return the column of a name, if there is one."""
        return self.columns.get(name)


def find_header(
    grid: Grid,
    columns: Mapping[str, str],
    required: Iterable[str],
    *,
    within: int = HEADER_WITHIN,
    height: int = 1,
) -> Header | None:
    """Return the first row with all required columns. `columns` are regular expressions on folded texts.

    With a `height`, so many rows are read as one, cell below cell; the header's row is the last of them.
    """
    patterns = {name: re.compile(pattern) for name, pattern in columns.items()}
    needed = set(required)
    for count, number in enumerate(grid.list_filled_rows()):
        if count >= within:
            break
        found = match_columns(stack_texts(grid, number, height), patterns)
        if needed <= set(found):
            return Header(number + height - 1, found)
    return None


def stack_texts(grid: Grid, row: int, height: int) -> list[str]:
    """Return the texts of so many rows from one on, folded, those of a column as one text."""
    rows = grid.rows[row : row + height]
    return [
        fold(" ".join(cells[column] for cells in rows if column < len(cells)))
        for column in range(max(map(len, rows), default=0))
    ]


def match_columns(texts: Sequence[str], patterns: Mapping[str, re.Pattern[str]]) -> dict[str, int]:
    """Return the first column that each pattern is found in; a column answers to one name only."""
    found: dict[str, int] = {}
    for name, pattern in patterns.items():
        for column, text in enumerate(texts):
            if text and column not in found.values() and pattern.search(text):
                found[name] = column
                break
    return found


def find_column(grid: Grid, pattern: re.Pattern[str], at_least: int = 1) -> int | None:
    """Return the column in which most cells match, the leftmost of equals; None below `at_least`."""
    counts = grid.count_matches(pattern)
    best = max(counts, key=lambda column: (counts[column], -column), default=None)
    return best if best is not None and counts[best] >= at_least else None


def name_column(column: int) -> str:
    """Return the letters of a column: A, B, …, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def describe(grids: Iterable[Grid]) -> str:
    """Return what was seen: the sheets with their sizes."""
    seen = [
        f"{grid.name} ({'hidden, ' if grid.is_hidden else ''}{sum(1 for _ in grid.list_filled_rows())} rows)"
        for grid in grids
    ]
    more = f" and {len(seen) - 12} more" if len(seen) > 12 else ""
    return f"{', '.join(seen[:12])}{more}" if seen else "no sheet"
