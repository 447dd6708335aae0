"""What to begin with when somebody is asked which column of which sheet holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vendors.questionnaires.importers.grids import Grid, SheetLike
from vendors.questionnaires.importers.mapping import (
    ColumnMapping,
    propose_columns,
    propose_mapping,
    propose_mappings,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sheet, its row of headings (0 for none, counted from 1) and what its columns, from 0, may hold."""

    sheet: str
    header_row: int
    columns: Mapping[str, int] = field(default_factory=dict)
    with_alike: bool = True


def propose(
    sheets: Sequence[SheetLike], known: ColumnMapping | None = None, name: str = "", row: int | None = None
) -> Proposal:
    """Return where to begin: on the sheet and row asked for, or where the known mapping is, or where words suggest."""
    if known is not None and name in ("", known.sheet) and row in (None, known.header_row):
        return Proposal(known.sheet, known.header_row, known.columns, known.with_alike)
    if not name:
        best = next(iter(propose_mappings(sheets)), None)
        if best is not None:
            return Proposal(best.sheet, best.header_row, best.columns)
        name = next((each.name for each in sheets if not each.is_hidden), sheets[0].name)
    grid = Grid.from_sheet(next(each for each in sheets if each.name == name))
    guess = propose_mapping(grid)
    if guess is not None and row in (None, guess.header_row):
        return Proposal(name, guess.header_row, guess.columns)
    if row is None:
        row = next(grid.list_filled_rows(), -1) + 1
    columns = propose_columns(grid, row)
    if guess is not None and not guess.header_row:
        # The cells suggested it, whichever row the headings stand in.
        taken = set(columns.values())
        columns |= {
            key: column for key, column in guess.columns.items() if key not in columns and column not in taken
        }
    return Proposal(name, row, columns)
