"""Finds out how a questionnaire is laid out, by what is in the file and never by its name, and reads it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from types import ModuleType
from typing import Any

from vendors.questionnaires.content import InvalidContent, Questionnaire
from vendors.questionnaires.importers import (
    caiq,
    caiq3,
    caiq_other,
    csa_files,
    hecvat,
    hecvat4,
    onetrust,
    oscal,
    own_layout,
    sig,
    vsaq,
    vsaqon,
)
from vendors.questionnaires.importers.grids import Grid, SheetLike, describe
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

#: Each has `recognises(grids)` and `read(grids)`; the first that recognises a file reads it.
LAYOUTS: tuple[ModuleType, ...] = (own_layout, caiq, caiq3, hecvat4, hecvat, sig, onetrust)
LOOKED_FOR = "CAIQ, AI-CAIQ, SIG, HECVAT, K-12CVAT, OneTrust or our own workbook"
DELIMITERS = ",;\t|"
MOST_ROWS = 10_000
MOST_COLUMNS = 500
#: Cells that hold something; and all there are up to the last of each row, since each is looked at many times.
MOST_CELLS = 150_000
MOST_PLACES = 1_000_000
CSV_NAME = "CSV"
BEFORE_TEXT = "\ufeff \t\r\n"


def read_sheets(sheets: Sequence[SheetLike]) -> ReadQuestionnaire:
    """Return the questionnaire that sheets hold; raises UnknownLayout with the sheets, for a person to map them."""
    grids = [Grid.from_sheet(sheet) for sheet in sheets]
    try:
        for layout in LAYOUTS:
            if layout.recognises(grids):
                return layout.read(grids)  # type: ignore[no-any-return]
        if csa_files.recognises_csv(grids):
            return csa_files.read_csv(grids)
        if caiq_other.recognises(grids):
            return caiq_other.read(grids)
    except UnknownLayout as error:
        raise UnknownLayout(str(error), sheets) from None
    raise UnknownLayout(
        f"No sheet has the columns of a questionnaire that we know ({LOOKED_FOR}). Seen: {describe(grids)}.",
        sheets,
    )


def read_text(text: str) -> ReadQuestionnaire:
    """Return the questionnaire that a text holds: JSON, VSAQON or CSV; raises UnknownLayout."""
    sheet = find_sheet(text)
    if sheet is None:
        start = text.lstrip(BEFORE_TEXT)
        return read_document(vsaqon.load(start), start)
    return read_sheets([sheet])


def find_sheet(text: str) -> Grid | None:
    """Return the sheet that a text is when it is a CSV, None for JSON and VSAQON; raises UnknownLayout."""
    start = text.lstrip(BEFORE_TEXT)
    if not start:
        raise UnknownLayout("The file is empty.")
    return None if start.startswith(("{", "[", "//")) else read_csv(text.lstrip("\ufeff"))


def read_document(document: Any, text: str = "") -> ReadQuestionnaire:
    """Return the questionnaire that a JSON value holds; `text` is what it was read from."""
    if csa_files.recognises_json(document):
        return csa_files.read_json(document)
    if vsaq.recognises(document):
        return vsaq.read(document, text)
    if oscal.recognises(document):
        return oscal.read(document)
    if isinstance(document, Mapping) and isinstance(document.get("sections"), list):
        return _read_own(document)
    names = (
        ", ".join(sorted(map(str, document))[:8])
        if isinstance(document, Mapping)
        else type(document).__name__
    )
    raise UnknownLayout(f"This JSON is no questionnaire of CSA, VSAQ, OSCAL or our own. Seen: {names}.")


def _read_own(document: Mapping[str, Any]) -> ReadQuestionnaire:
    try:
        content = Questionnaire.from_json(document)
    except (InvalidContent, KeyError, TypeError, AttributeError) as error:
        raise UnknownLayout(f"The questionnaire breaks a rule: {error}") from None
    if not len(content):
        raise UnknownLayout("The questionnaire asks nothing.")
    return ReadQuestionnaire("imprimatur-json", content)


def read_csv(text: str) -> Grid:
    """Return a CSV as a sheet; the delimiter is the one that gives most columns. Raises UnknownLayout."""
    delimiter = max(DELIMITERS, key=lambda each: (_count_columns(text, each), -DELIMITERS.index(each)))
    rows: list[list[str]] = []
    cells = places = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            while row and not row[-1]:
                row.pop()
            cells += sum(1 for cell in row if cell)
            places += len(row)
            if (
                len(row) > MOST_COLUMNS
                or places > MOST_PLACES
                or len(rows) >= MOST_ROWS
                or cells > MOST_CELLS
            ):
                raise UnknownLayout("The file has more rows, columns or cells than are read.")
            rows.append(row)
    except csv.Error as error:
        raise UnknownLayout(
            f"The file is neither a workbook nor JSON, and no CSV either ({error})."
        ) from None
    return Grid(CSV_NAME, rows)


def _count_columns(text: str, delimiter: str) -> int:
    total = 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text[:100_000], newline=""), delimiter=delimiter)):
            if number >= 30:
                break
            total += len(row)
    except csv.Error:
        return 0
    return total
