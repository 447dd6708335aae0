"""Workbooks in the layouts of the published questionnaires, with wording of our own: theirs belongs to others."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

Cells = Sequence[Any]
CAIQ_403 = {
    "A&A": 8, "AIS": 11, "BCR": 18, "CCC": 11, "CEK": 23, "DCS": 23, "DSP": 24, "GRC": 9, "HRS": 20, "IAM": 21,
    "IPY": 8, "IVS": 14, "LOG": 18, "SEF": 11, "STA": 15, "TVM": 12, "UEM": 15,
}  # fmt: skip
CAIQ_410 = {
    "A&A": 8, "AIS": 13, "BCR": 19, "CCC": 12, "CEK": 23, "DCS": 28, "DSP": 24, "GRC": 10, "HRS": 20, "IAM": 19,
    "IPY": 8, "I&S": 15, "LOG": 19, "SEF": 16, "STA": 19, "TVM": 15, "UEM": 15,
}  # fmt: skip
AI_CAIQ = {
    "A&A": 7, "AIS": 18, "BCR": 16, "CCC": 11, "CEK": 23, "DCS": 28, "DSP": 30, "GRC": 18, "HRS": 22, "IAM": 22,
    "IPY": 5, "I&S": 13, "LOG": 21, "MDS": 19, "SEF": 16, "STA": 19, "TVM": 17, "UEM": 15,
}  # fmt: skip
CAIQ_301 = {
    "AIS": 9, "AAC": 13, "BCR": 22, "CCC": 10, "DSI": 17, "DCS": 11, "EKM": 14, "GRM": 22, "HRS": 24, "IAM": 40,
    "IVS": 33, "IPY": 8, "MOS": 29, "SEF": 13, "STA": 20, "TVM": 10,
}  # fmt: skip
#: As the published CAIQ 3.0.1 has it: with a blank in it.
ODD_ID, ODD_ID_WRITTEN = "AIS-02.2", "AIS- 02.2"
RIGHTS = "© 2026 A body of our invention. All rights reserved: not to be passed on."


def save(book: Workbook) -> bytes:
    """Return the bytes of a workbook, without the sheet that openpyxl begins with."""
    if "Sheet" in book.sheetnames:
        del book["Sheet"]
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def make_workbook(sheets: Mapping[str, Iterable[Cells]], hidden: Iterable[str] = ()) -> bytes:
    """Return a workbook of plain sheets."""
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    return save(book)


def edit_archive(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return the archive with parts replaced, added, or left out (None)."""
    output = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, part in changes.items():
            if part is not None:
                target.writestr(name, part)
    return output.getvalue()


def put_formula(content: bytes, sheet: int, cell: str, formula: str, value: str | None) -> bytes:
    """Return the workbook with a formula and the value that was seen in it, which openpyxl cannot write together."""
    name = f"xl/worksheets/sheet{sheet}.xml"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        xml = archive.read(name).decode()
    seen = f"<v>{value}</v>" if value is not None else ""
    made, count = re.subn(
        rf'<c r="{cell}"[^>]*?(?:/>|>.*?</c>)',
        f'<c r="{cell}" t="str"><f>{formula}</f>{seen}</c>',
        xml,
        count=1,
    )
    assert count == 1
    return edit_archive(content, {name: made.encode()})


def list_ids(counts: Mapping[str, int]) -> list[str]:
    """Return ids of questions, two to most controls: "A&A-01.1", "A&A-01.2", "A&A-02.1"."""
    return [f"{name}-{n // 2 + 1:02}.{n % 2 + 1}" for name, count in counts.items() for n in range(count)]


def make_caiq(
    counts: Mapping[str, int] = CAIQ_403,
    *,
    version: str = "4.0.3",
    sheet: str = "",
    answers: Mapping[str, Cells] | None = None,
    first_row: int = 1,
    first_column: int = 1,
    blank_rows: int = 0,
    marker: str = "",
    is_ai: bool = False,
    lone_merges: bool = True,
) -> bytes:
    """Return a CAIQ 4 workbook. `answers` are by id: answer, owner, implementation, customer's duties.

    Controls and domains are merged over their questions, or over one cell, as the real files do.
    """
    book = Workbook()
    book.create_sheet("Introduction").append([marker or "What this file is for"])
    found = book.create_sheet(sheet or f"{'AI-' if is_ai else ''}CAIQv{version}")
    prefix, provider = ("AICM", "Service Provider AI-CAIQ") if is_ai else ("CCM", "CSP CAIQ")
    who = "Service Provider" if is_ai else "CSP"
    customer = "Service Customer Responsibilities" if is_ai else "CSC Responsibilities "
    head = [
        "Question ID", "Question", f"{provider} Answer", "SSRM Control Ownership",
        f"{who} Implementation Description (Optional/Recommended)", f"{customer} (Optional/Recommended)", "", "",
        f"{prefix} Control ID", f"{prefix} Control Specification", f"{prefix} Control Title", f"{prefix} Domain Title",
    ]  # fmt: skip

    def put(row: int, cells: Cells) -> None:
        for column, value in enumerate(cells):
            if value is not None:
                found.cell(row, first_column + column, value)

    put(first_row, [marker or f"v{version}", "A title of our own"])
    put(first_row + 1, head)
    row, seen, start = first_row + 2, {"control": "", "domain": ""}, 0
    for name in list_ids(counts):
        control, domain = name.split(".")[0], name.split("-")[0]
        is_first = control != seen["control"]
        put(row, [name, f"Does {name}\nhold,  in our words?\n", *(answers or {}).get(name, ())])
        if is_first:
            if (start and lone_merges) or row - start > 1:
                merge(found, start or row, row - 1, first_column + 8)
            start = row
            put(row, [None] * 8 + [control, f"What {control} asks.", f"Title of {control}"])
        if domain != seen["domain"]:
            put(row, [None] * 11 + [f"Domain {domain}"])
        seen = {"control": control, "domain": domain}
        row += 1 + blank_rows
    put(row, ["End of Standard"])
    put(row + 1, [RIGHTS])
    drop_down = DataValidation(type="list", formula1='"Yes,No,NA"')
    drop_down.add(f"C{first_row + 2}:C{row - 1}")
    found.add_data_validation(drop_down)
    return save(book)


def merge(sheet: Worksheet, first: int, last: int, column: int) -> None:
    """Merge the cells of a control, which may be a single one."""
    if last >= first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def make_caiq3(
    *, version: str = "3.0.1", marks: Mapping[str, Cells] | None = None, first_answer: int = 6
) -> bytes:
    """Return a CAIQ 3 workbook; `marks` are by id: the cells Yes, No, N/A and notes. 3.1 answers from column W."""
    book = Workbook()
    sheet = book.create_sheet(f"{'CSA ' if version == '3.0.1' else ''}CAIQ v{version}")
    sheet.cell(1, 1, "A QUESTIONNAIRE OF OUR OWN WORDS")
    is_new = version != "3.0.1"
    heads = [
        "Control Domain",
        "Control ID",
        "Question ID",
        "Control Specification",
        "Consensus Assessment Questions",
    ]
    for column, head in enumerate(heads, start=1):
        sheet.cell(2, column, head)
        sheet.merge_cells(start_row=2, end_row=4, start_column=column, end_column=column)
    sheet.cell(2, first_answer, "Consensus Assessment Answers")
    for offset, head in enumerate(["Yes", "No", "N/A" if is_new else "Not Applicable"]):
        sheet.cell(4, first_answer + offset, head)
    sheet.cell(2, first_answer + 3, "Notes")
    sheet.cell(2, first_answer + 4, "AICPA TSC")
    for row, name in enumerate(list_ids(CAIQ_301), start=5):
        control, domain = name.split(".")[0], name.split("-")[0]
        sheet.cell(row, 3, ODD_ID_WRITTEN if name == ODD_ID else name)
        sheet.cell(row, 5, f"Is {name} so,\nin our words?")
        if name.endswith(".1"):
            sheet.cell(row, 1, f"Domain {domain}\nTitle of {control}")
            sheet.cell(row, 2, control)
            sheet.cell(row, 4, f"What {control} asks.")
        sheet.cell(row, first_answer + 4, "CC1.1")
        for offset, value in enumerate((marks or {}).get(name, ())):
            sheet.cell(row, first_answer + offset, value)
    return save(book)
