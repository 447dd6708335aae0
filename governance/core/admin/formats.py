"""The two file forms of spreadsheets, each neutralising what goes out and restoring what comes in."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from io import StringIO
from typing import Any

import tablib
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, XLSX

from governance.core.errors import InvalidInput
from governance.core.spreadsheet_cells import neutralise, restore
from governance.core.workbooks import WorkbookLimits, read_workbook, write_workbook

MAX_ROWS = 2_000
MAX_COLUMNS = 200
MAX_BYTES = 10 * 1024 * 1024
LIMITS = WorkbookLimits(max_bytes=MAX_BYTES, max_rows=MAX_ROWS + 1, max_columns=MAX_COLUMNS)


class UnreadableFile(InvalidInput):
    """The uploaded file cannot be read; the sentence says where it went wrong."""

    code = "unreadable_file"


def make_dataset(rows: list[list[Any]]) -> tablib.Dataset:
    """Return header and rows as a dataset; blank lines are left out, short rows are filled."""
    filled = [row for row in rows if any(cell not in (None, "") for cell in row)]
    if len(filled) < 2:
        raise UnreadableFile(_("The file holds a header and rows below it, or there is nothing to import."))
    headers = [str(cell if cell is not None else "").strip() for cell in filled[0]]
    while headers and not headers[-1]:
        headers.pop()
    if not all(headers) or len(set(headers)) != len(headers):
        raise UnreadableFile(_("Every column needs a heading of its own in the first row."))
    if len(filled) - 1 > MAX_ROWS:
        raise UnreadableFile(_("The file has more than %d rows. Import it in parts.") % MAX_ROWS)
    dataset = tablib.Dataset(headers=headers)
    for number, row in enumerate(filled[1:], start=2):
        if any(cell not in (None, "") for cell in row[len(headers) :]):
            raise UnreadableFile(_("Row %d has more cells than there are headings.") % number)
        cells = row[: len(headers)] + [""] * (len(headers) - len(row))
        dataset.append(["" if cell is None else cell for cell in cells])
    return dataset


def to_text(cell: Any) -> str:
    """Return a cell as the text that is read back as the same value."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


class NeutralCSV(CSV):
    """CSV in UTF-8 with a byte order mark, which spreadsheet programs need to read it as UTF-8."""

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        """Return the file with every dangerous first character neutralised, headings included."""
        output = StringIO(newline="")
        writer = csv.writer(output)
        for row in (dataset.headers, *dataset):
            writer.writerow([neutralise(to_text(cell)) for cell in row])
        return output.getvalue().encode("utf-8-sig")

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> tablib.Dataset:
        """Return the rows, or raise UnreadableFile with the line."""
        if isinstance(in_stream, bytes):
            try:
                in_stream = in_stream.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise UnreadableFile(_("The file is not UTF-8. Save it as “CSV UTF-8”.")) from None
        first_line = in_stream.partition("\n")[0]
        delimiter = max(",;\t", key=first_line.count)
        reader = csv.reader(StringIO(in_stream, newline=""), delimiter=delimiter, strict=True)
        rows: list[list[Any]] = []
        try:
            for row in reader:
                if len(row) > MAX_COLUMNS:
                    raise UnreadableFile(
                        _("Line %(line)d has more than %(most)d columns.")
                        % {"line": reader.line_num, "most": MAX_COLUMNS}
                    )
                rows.append([restore(cell) for cell in row])
                if len(rows) > MAX_ROWS + 1:
                    raise UnreadableFile(_("The file has more than %d rows. Import it in parts.") % MAX_ROWS)
        except csv.Error as error:
            raise UnreadableFile(
                _("Line %(line)d cannot be read: %(error)s.") % {"line": reader.line_num, "error": error}
            ) from None
        return make_dataset(rows)


class NeutralXLSX(XLSX):
    """An Excel workbook; whole numbers stay numbers, everything else is text."""

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        """Return the file with every dangerous first character neutralised, headings included."""
        rows = (
            [
                cell if isinstance(cell, int) and not isinstance(cell, bool) else neutralise(to_text(cell))
                for cell in row
            ]
            for row in (dataset.headers, *dataset)
        )
        return write_workbook(dataset.title or "Export", rows)

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Return the rows of the first sheet, read in a process of its own."""
        sheets = read_workbook(in_stream, limits=LIMITS)
        rows = [
            [restore(cell) if isinstance(cell, str) else cell for cell in row]
            for row in (sheets[0].rows if sheets else [])
        ]
        return make_dataset(rows)
