"""Reads one workbook from standard input and prints its cells as JSON: a script of its own, with its own limits.

Started by `workbooks.read_workbook` in a process that may use little memory and time, because a workbook of a few
kilobytes can ask openpyxl for gigabytes. It imports nothing of the product and is never imported by it. Exit code 0
and {"sheets": …}, or {"refused": reason, "where": cell} for what is beyond the limits or no workbook at all.
"""

from __future__ import annotations

import errno
import json
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, NoReturn

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
CONTROL = re.compile("_x(00[01][0-9A-Fa-f])_")
NO_VALUE = {"value": None}
# Elements with tens of thousands of attributes take seconds each.
TOO_LONG_TAG = re.compile(rb"<[^<>]{100000}")
# A number format has at most 255 characters; openpyxl takes quadratic time to see whether a long one is of a date.
TOO_LONG_FORMAT = re.compile(rb"formatCode\s*=\s*(?:\"[^\"]{1000}|'[^']{1000})")

# ISO/IEC 29500: the names of the strict form of a workbook, and those of the transitional one for each.
STRICT = b"http://purl.oclc.org/ooxml/"
TRANSITIONAL = {
    b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}
NAMES_WITHIN = 10_000
# Parts that may hold as much as all cells need. What the others hold (names, sheets, relationships) becomes objects of
# openpyxl, which take far longer; the largest of those in two dozen real workbooks has ninety elements.
LARGE_PART = re.compile(rb"<(?:[\w.-]+:)?(?:worksheet|sst|styleSheet)[\s/>]")
MOST_IN_SMALL_PART = 5_000
# Rows that only have a height or a format are no content, but each takes time.
EMPTY_ROWS = 10


class Refused(Exception):
    """The workbook is beyond a limit or cannot be read."""


def refuse(reason: str, where: str = "") -> NoReturn:
    """Stop reading for a reason."""
    raise Refused(reason, where)


class CheckedArchive(zipfile.ZipFile):
    """An archive whose parts are looked at before openpyxl parses them, each when it is first asked for.

    Parts that nothing asks for are passed over: what SharePoint and add-ins leave in real workbooks (UTF-16, entities)
    is not ours to refuse. `elements` are those that the parts read so far may still hold.
    """

    elements = 0

    def open(self, name: Any, mode: Any = "r", *arguments: Any, **options: Any) -> Any:
        with super().open(name, mode, *arguments, **options) as source:
            part = source.read()
        elements = check_markup(part)
        self.elements -= elements
        if self.elements < 0:
            refuse("too_many_cells")
        if elements > MOST_IN_SMALL_PART and not LARGE_PART.search(part, 0, NAMES_WITHIN):
            refuse("too_large")
        return BytesIO(make_transitional(part))


def check_markup(part: bytes) -> int:
    """Return how many elements a part has at most; refuse document types and what would take long to parse."""
    if b"<!" in part.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        refuse("markup")
    # Zeros are those of UTF-16, in which nothing below would be seen.
    if b"\0" in part or TOO_LONG_TAG.search(part) or TOO_LONG_FORMAT.search(part):
        refuse("unreadable")
    return part.count(b"<")


def make_transitional(part: bytes) -> bytes:
    """Return a part of a workbook saved as "Strict Open XML" in the names of the other kind, which openpyxl knows."""
    if STRICT not in part[:NAMES_WITHIN]:
        return part
    for strict, transitional in TRANSITIONAL.items():
        part = part.replace(STRICT + strict, transitional)
    return part


def encode_value(value: Any) -> Any:
    """Return a cell's value as JSON can carry it; dates and times are tagged."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    return str(value)


def make_parser(sheet: Any, source: Any) -> Any:
    """Return openpyxl's parser of one sheet; it yields rows with the cells that are there, and pads nothing.

    What surrounds the rows (drop-downs, merges, pictures) is passed over: real questionnaires hold some that openpyxl
    cannot read.
    """
    from openpyxl.utils.cell import coordinate_to_tuple
    from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser, iterparse

    class Parser(WorkSheetParser):
        passed_over = ""

        def parse_row(self, row: Any) -> Any:
            self.passed_over = ""
            return super().parse_row(row)

        def parse(self) -> Iterator[Any]:
            for _event, element in iterparse(self.source):
                if element.tag == ROW_TAG:
                    yield self.parse_row(element)
                    element.clear()

        def parse_cell(self, element: Any) -> Any:
            if not len(element) and element.get("r"):
                # A format without a value: there are hundreds of thousands in some sheets.
                self.passed_over = element.get("r")
                return NO_VALUE
            if self.passed_over and not element.get("r"):
                self.col_counter = coordinate_to_tuple(self.passed_over)[1]
            self.passed_over = ""
            cell = super().parse_cell(element)
            if isinstance(cell["value"], str) and "_x" in cell["value"]:
                # openpyxl has undone _x005F_ in shared strings already; there only control characters are left.
                pattern = ESCAPED if element.get("t") == "inlineStr" else CONTROL
                cell["value"] = pattern.sub(lambda found: chr(int(found[1], 16)), cell["value"])
            return cell

    book = sheet.parent
    return Parser(
        source,
        sheet._shared_strings,
        data_only=book.data_only,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def read_sheet(sheet: Any, limits: dict[str, int], budget: list[int]) -> list[list[Any]]:
    """Return the rows of one sheet up to the last with a value, gaps filled.

    `budget` holds the cells and characters still allowed.
    """
    rows: list[list[Any]] = []
    seen = 0
    with sheet._get_source() as source:
        for number, cells in make_parser(sheet, source).parse():
            seen += 1
            if seen > EMPTY_ROWS * limits["max_rows"]:
                refuse("too_many_rows", f"{sheet.title}!{number}")
            row: list[Any] = []
            for cell in cells:
                if cell["value"] is None:
                    continue
                if number > limits["max_rows"]:
                    refuse("too_many_rows", f"{sheet.title}!{number}")
                where = f"{sheet.title}!R{number}C{cell['column']}"
                if cell["column"] > limits["max_columns"]:
                    refuse("too_many_columns", where)
                if cell["data_type"] == "f":
                    refuse("formula", where)
                value = encode_value(cell["value"])
                budget[0] -= 1
                budget[1] -= len(value) if isinstance(value, str) else 8
                if budget[0] < 0 or budget[1] < 0:
                    refuse("too_many_cells", where)
                row.extend([None] * (cell["column"] - len(row)))
                row[cell["column"] - 1] = value
            if not row:
                # A format reaches down to the last row of many a sheet; it is no content.
                continue
            while len(rows) < number - 1:
                rows.append([])
            if len(rows) >= number:
                rows[number - 1] = row
            else:
                rows.append(row)
    return rows


def read(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """Return {"sheets": [{"name", "is_hidden", "rows"}]}."""
    import openpyxl.xml
    from openpyxl.reader import excel
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    if not openpyxl.xml.DEFUSEDXML:
        refuse("no_safe_parser")
    # The declared size is nothing that we go by, and to look for one openpyxl parses the whole sheet.
    ReadOnlyWorksheet._get_size = lambda sheet: None
    excel.ExcelReader.read_chartsheet = lambda reader, sheet, relation: None
    excel.ZipFile = CheckedArchive
    # More than the allowed cells could need.
    CheckedArchive.elements = 6 * limits["max_cells"] + 50_000
    book = excel.load_workbook(
        BytesIO(content), read_only=True, data_only=bool(limits["values_of_formulas"]), keep_links=False
    )
    if len(book.worksheets) > limits["max_sheets"]:
        refuse("too_many_sheets")
    budget = [limits["max_cells"], limits["max_text"]]
    return {
        "sheets": [
            {
                "name": sheet.title,
                "is_hidden": sheet.sheet_state != "visible",
                "rows": read_sheet(sheet, limits, budget),
            }
            for sheet in book.worksheets
        ]
    }


def main() -> None:
    """Cap this process, read, print."""
    limits = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    warnings.simplefilter("ignore")
    try:
        answer = read(sys.stdin.buffer.read(), limits)
    except Refused as refusal:
        answer = {"refused": refusal.args[0], "where": refusal.args[1]}
    except (MemoryError, ImportError, SystemError):
        # A library, or Python itself, that finds no room says so in one of these ways.
        answer = {"refused": "too_large", "where": ""}
    except Exception as error:
        answer = {"refused": "unreadable", "where": type(error).__name__}
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            answer = {"refused": "too_large", "where": ""}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
