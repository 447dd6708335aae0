"""Workbooks (XLSX) in and out. Reading happens in a process of its own whose memory and time are capped."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.core.errors import InvalidInput

CellValue = str | bool | int | float | datetime | date | time | timedelta | None
READER = Path(__file__).with_name("workbook_reader.py")
MEBIBYTE = 1024 * 1024
# How the reader ends at its cap of processor time; every other death is one of memory.
OUT_OF_TIME = frozenset({-signal.SIGXCPU, -signal.SIGKILL})


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """How much one workbook may be; sizes in bytes, `max_text` in characters over all cells."""

    max_bytes: int = 10 * MEBIBYTE
    max_unpacked: int = 50 * MEBIBYTE
    max_ratio: int = 100
    max_entries: int = 1_000
    max_sheets: int = 50
    max_rows: int = 10_000
    max_columns: int = 200
    max_cells: int = 100_000
    max_text: int = 10_000_000
    memory: int = 768 * MEBIBYTE
    cpu_seconds: int = 8
    wall_seconds: int = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its rows; rows may differ in length, gaps are None."""

    name: str
    rows: list[list[CellValue]]
    is_hidden: bool = False


class UnreadableWorkbook(InvalidInput):
    """The file is no workbook, or is larger than we read; nothing of it was used."""

    code = "unreadable_workbook"
    default_message = _("This file is not a workbook that can be read.")


SENTENCES: dict[str, str | Promise] = {
    "markup": _("The workbook holds a document type, which is refused."),
    "too_many_rows": _("The workbook has more rows than are read."),
    "too_many_columns": _("The workbook has more columns than are read."),
    "too_many_cells": _("The workbook has more cells or text than is read."),
    "too_many_sheets": _("The workbook has more sheets than are read."),
    "too_large": _("The workbook is larger than is read."),
    "too_slow": _("Reading the workbook took too long."),
    "formula": _("A cell holds a formula. Paste its value instead."),
    "unreadable": _("This file is not a workbook that can be read."),
}
DEFAULT_LIMITS = WorkbookLimits()


def check_archive(content: bytes, limits: WorkbookLimits = DEFAULT_LIMITS) -> None:
    """Raise UnreadableWorkbook for a file that is no workbook, or whose packed sizes are beyond the limits.

    Reads the directory of the archive alone. Sizes that lie are found by the reader, which stops at what they say.
    """
    if len(content) > limits.max_bytes:
        raise UnreadableWorkbook(SENTENCES["too_large"])
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UnreadableWorkbook() from None
    if len(entries) > limits.max_entries or any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableWorkbook()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > limits.max_unpacked or (unpacked > MEBIBYTE and unpacked / packed > limits.max_ratio):
        raise UnreadableWorkbook(SENTENCES["too_large"])
    names = [entry.filename for entry in entries]
    if len(names) != len(set(names)) or "[Content_Types].xml" not in names:
        raise UnreadableWorkbook()


def read_workbook(
    content: bytes, *, limits: WorkbookLimits = DEFAULT_LIMITS, values_of_formulas: bool = False
) -> list[Sheet]:
    """Return the sheets of a workbook, or raise UnreadableWorkbook with the reason and the cell.

    Formulas are refused, unless the values that the program which wrote the file saw in them are wanted.
    """
    check_archive(content, limits)
    caps = {name: getattr(limits, name) for name in WorkbookLimits.__slots__}
    arguments = json.dumps({**caps, "values_of_formulas": int(values_of_formulas)})
    try:
        done = subprocess.run(  # noqa: S603 - our own script under our own interpreter
            [sys.executable, "-I", str(READER), arguments],
            input=content,
            capture_output=True,
            timeout=limits.wall_seconds,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableWorkbook(SENTENCES["too_slow"]) from None
    if done.returncode != 0:
        raise UnreadableWorkbook(SENTENCES["too_slow" if done.returncode in OUT_OF_TIME else "too_large"])
    answer = json.loads(done.stdout)
    if "refused" in answer:
        sentence = SENTENCES.get(answer["refused"], SENTENCES["unreadable"])
        where = answer["where"] if answer["refused"] != "unreadable" else ""
        raise UnreadableWorkbook(f"{sentence} ({where})" if where else sentence)
    return [
        Sheet(
            sheet["name"],
            [[_decode(value) for value in row] for row in sheet["rows"]],
            is_hidden=sheet["is_hidden"],
        )
        for sheet in answer["sheets"]
    ]


def _decode(value: Any) -> CellValue:
    if not isinstance(value, dict):
        plain: CellValue = value
        return plain
    ((kind, raw),) = value.items()
    if kind == "seconds":
        return timedelta(seconds=raw)
    readers: dict[str, Any] = {"instant": datetime, "date": date, "time": time}
    found: CellValue = readers[kind].fromisoformat(raw)
    return found


# What XML 1.0 cannot hold or would change on the way, written as OOXML writes it (ECMA-376, ST_Xstring).
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def encode_text(text: str) -> str:
    """Return a text as a workbook can hold it without loss."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def write_workbook(title: str, rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """Return a workbook of one sheet. Texts are written as texts, whatever they start with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "Sheet")
    for row in rows:
        cells: list[Any] = []
        for value in row:
            if isinstance(value, str) and value:
                cell = WriteOnlyCell(sheet, value="")
                cell._value, cell.data_type = encode_text(value), "s"
                cells.append(cell)
            else:
                cells.append(value if value != "" else None)
        sheet.append(cells)
    output = BytesIO()
    book.save(output)
    return output.getvalue()
