"""What real copies of CAIQ look like once offices, programs and vendors had them: read as the plain one is."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from tests.vendors.questionnaires.importers.workbooks import (
    AI_CAIQ,
    CAIQ_403,
    CAIQ_410,
    ODD_ID,
    Cells,
    edit_archive,
    list_ids,
    make_caiq,
    make_caiq3,
    save,
)
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.importers.detect import read_sheets
from vendors.questionnaires.importers.grids import Grid
from vendors.questionnaires.importers.opening import read_file
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout

WORDS = ("Yes", "No", "NA")
ANSWERS: dict[str, Cells] = {
    name: (WORDS[n % 3], "CSP-owned", f"How {name}", f"You {name}")
    for n, name in enumerate(list_ids(CAIQ_403))
}
FIRST_ROW = 3


@pytest.fixture(scope="module")
def content() -> bytes:
    return make_caiq(answers=ANSWERS)


@pytest.fixture(scope="module")
def plain(content: bytes) -> ReadQuestionnaire:
    return read_file(content)


def edit(content: bytes, change: Callable[[Worksheet], None]) -> bytes:
    """Return the workbook with its sheet of questions changed."""
    book = load_workbook(BytesIO(content), rich_text=True)
    change(book.worksheets[-1])
    return save(book)


def add_other_sheets(sheet: Worksheet) -> None:
    """Put before it one that explains its headings, one with an example, and its blank copy."""
    book: Any = sheet.parent
    heads = ["Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership"]
    for name, rows in {
        "Legend": [heads, ["Its id", "What is asked", "Yes, No or NA", "Who"]],
        "Example": [heads, ["AIS-01.1", "Is it?", "Yes", "CSP-owned"]],
        "Blank": [[None if 3 <= n <= 6 else cell for n, cell in enumerate(row, 1)]
                  for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True)],
    }.items():  # fmt: skip
        other = book.create_sheet(name, 0)
        for row in [heads, *rows] if name == "Blank" else rows:
            other.append(row)


def split_headings(sheet: Worksheet) -> None:
    """Write the headings over two rows, some merged down and some in two parts, below a banner and blank rows."""
    sheet.insert_rows(2, 8)
    sheet.insert_rows(11)
    for column in range(1, 13):
        first, _, second = str(sheet.cell(10, column).value or "").partition(" Control ")
        sheet.cell(10, column, first)
        sheet.cell(11, column, f"Control {second}" if second else None)
    sheet["C10"], sheet["C11"] = "CSP CAIQ", "Answer\u00a0"
    sheet.merge_cells("A10:A11")
    sheet.merge_cells("A3:L3")


def write_carelessly(sheet: Worksheet) -> None:
    """Put in what nobody sees: blanks that do not break, soft hyphens, marks of byte order, quotes, formats."""
    sheet["A2"], sheet["B2"], sheet["D2"] = "Question\u00a0ID", "Ques\u00adtion", "SSRM\r\nControl Ownership "
    for row in range(FIRST_ROW, FIRST_ROW + len(ANSWERS)):
        name, text, answer, owner = (sheet.cell(row, column).value for column in range(1, 5))
        sheet.cell(row, 1).value = ("\ufeff{}\u00a0", "'{}", " {}")[row % 3].format(
            name.replace("-", "\u2011")
        )
        sheet.cell(row, 2).value = CellRichText(text[:4], TextBlock(InlineFont(i=True), text[4:]), "\u200b")
        sheet.cell(row, 3).value = {"Yes": "1) Yes", "No": False, "NA": "\u00a0n/a\u200b"}[answer]
        sheet.cell(row, 4).value = owner.replace("-", "\u00ad-")
        sheet.cell(row, 5).value = f"{sheet.cell(row, 5).value}_x000D_\n"


def hide_and_filter(sheet: Worksheet) -> None:
    sheet.auto_filter.ref, sheet.freeze_panes = "A2:L263", "E3"
    for letter in "CGHIJKL":
        sheet.column_dimensions[letter].hidden = True
    for row in range(FIRST_ROW, 90):
        sheet.row_dimensions[row].hidden = True


def fill_down(sheet: Worksheet) -> None:
    """Take the merges apart and repeat what they held; number the rows before the ids."""
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for column in range(9, 13):
        for row in range(FIRST_ROW + 1, FIRST_ROW + len(ANSWERS)):
            if sheet.cell(row, column).value is None:
                sheet.cell(row, column).value = sheet.cell(row - 1, column).value
    sheet.insert_cols(1)
    for row in range(FIRST_ROW, FIRST_ROW + len(ANSWERS)):
        sheet.cell(row, 1, row)


def keep_last_year(sheet: Worksheet) -> None:
    sheet.insert_cols(3)
    sheet["C2"] = "Previous CSP CAIQ Answer"
    sheet["D2"] = "CSP CAIQ Answers (Yes / No / NA)"
    for row in range(FIRST_ROW, FIRST_ROW + len(ANSWERS)):
        sheet.cell(row, 3, "No")


def name_otherwise(sheet: Worksheet) -> None:
    """Head the columns as a vendor does; of ids nothing is said."""
    heads = ["Ref", "CAIQ question", "Our response", "Ownership", "Comments", "Customer's responsibilities"]
    for column, head in enumerate(heads, start=1):
        sheet.cell(2, column, head)
    sheet.title = "CAIQ v4.0.3 responses"


@pytest.mark.parametrize(
    "change",
    [
        add_other_sheets,
        split_headings,
        write_carelessly,
        hide_and_filter,
        fill_down,
        keep_last_year,
        name_otherwise,
    ],
)
def test_a_copy_is_read_as_the_plain_one(
    change: Callable[[Worksheet], None], content: bytes, plain: ReadQuestionnaire
) -> None:
    read = read_file(edit(content, change))
    assert (read.layout, read.warnings, read.problems) == ("caiq-4", (), ())
    assert read.content == plain.content
    assert read.answers == plain.answers


def share_strings(content: bytes) -> bytes:
    """Return the workbook with its texts in a part of their own, with how they are spoken, as Excel writes it."""
    strings: list[bytes] = []

    def share(cell: re.Match[bytes]) -> bytes:
        strings.append(b"<si>" + cell[2] + b'<rPh sb="0" eb="1"><t>spoken</t></rPh></si>')
        return b'<c r="%s" t="s"><v>%d</v></c>' % (cell[1], len(strings) - 1)

    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    written = rb'<c r="(\w+)"[^>]* t="inlineStr"><is>(.*?)</is></c>'
    for name in [name for name in parts if "worksheets/sheet" in name]:
        parts[name] = re.sub(written, share, parts[name], flags=re.DOTALL)
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (space, b"".join(strings))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    )
    assert len(strings) > len(ANSWERS)
    return edit_archive(content, parts)


def test_as_other_programs_write_it(content: bytes, plain: ReadQuestionnaire) -> None:
    """Shared strings, a prefix on each name, sizes that lie, and formats of blank cells and rows below."""
    shared = share_strings(content)
    with zipfile.ZipFile(BytesIO(shared)) as archive:
        part = archive.read("xl/worksheets/sheet2.xml")
    blank = b"".join(
        b'<row r="%d">%s</row>' % (row, b"".join(b'<c r="%c%d" s="0"/>' % (65 + n, row) for n in range(26)))
        for row in range(266, 1_001)
    )
    blank += b"".join(b'<row r="%d" ht="15"/>' % row for row in range(1_001, 30_000))
    part = part.replace(b"</sheetData>", blank + b"</sheetData>")
    part = re.sub(rb"<dimension [^>]*/>", b'<dimension ref="A1"/>', part)
    part = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", part).replace(b" xmlns=", b" xmlns:x=")
    read = read_file(edit_archive(shared, {"xl/worksheets/sheet2.xml": part}))
    assert (read.content, read.answers) == (plain.content, plain.answers)


def read_rows(*rows: Cells, name: str = "Sheet1") -> ReadQuestionnaire:
    """Return what one sheet holds, without a file."""
    return read_sheets([Grid(name, [[str(cell or "") for cell in row] for row in rows])])


def ask(counts: dict[str, int], *answer: str) -> list[Cells]:
    return [[name, f"Is {name} so?", *answer] for name in list_ids(counts)]


@pytest.mark.parametrize(
    ("counts", "head", "name", "found"),
    [
        # The data file and the tab of the catalogue's workbook: blank.
        (AI_CAIQ, ["question_id", "question", "aicm_control_id"], "CSV", ("ai-caiq", "", 320, 18)),
        (CAIQ_403, ["Question ID", "Consensus Assessments Question"], "CAIQ v4.0.3", ("caiq-4", "4.0.3", 261, 17)),
        (CAIQ_410, ["", "Question", "Status"], "CAIQ 4.1", ("caiq-4", "", 283, 17)),
    ],
)  # fmt: skip
def test_questions_alone(counts: dict[str, int], head: Cells, name: str, found: tuple[Any, ...]) -> None:
    read = read_rows(["Something else"], [], head, *ask(counts), name=name)
    content = read.content
    assert (read.layout, content.version, len(content), len(content.sections)) == found
    assert read.answers == {}


def test_caiq_3_with_one_column_of_answers() -> None:
    head = [
        "Question ID",
        "Consensus Assessment Questions",
        "Consensus Assessment Answers",
        "Notes",
        "Control Domain",
    ]
    rows = [[f"AAC-0{n}.1", "Is it?", "Yes", "Well", f"Audit\nTitle {n}"] for n in range(1, 4)]
    rows += [["GRM-01.1", "And?", "N/A"], ["MOS-01.1", "So?", ""]]
    read = read_rows(head, *rows, name="CAIQ v3.1")
    assert (read.layout, read.content.version, read.content.owners) == ("caiq-3", "3.1", ())
    assert read.answers["AAC-01.1"] == Answer("AAC-01.1", "yes", "Well")
    assert (read.answers["GRM-01.1"].value, "MOS-01.1" in read.answers) == ("na", False)
    assert read.content.section_of("AAC-02.1").title == "Audit"


def test_ids_of_the_same_form_that_are_not_of_caiq() -> None:
    rows = [
        [f"{prefix}-0{n}.1", "Is it?", "Yes"] for prefix in ("IAM", "LOG", "TVM", "NET") for n in range(1, 4)
    ]
    with pytest.raises(UnknownLayout, match="No sheet has the columns"):
        read_rows(["Id", "Question", "Answer"], *rows)


def test_a_text_without_an_id_is_told() -> None:
    head = ["Question ID", "Question", "CSP CAIQ Answer"]
    read = read_rows(head, ["AIS-01.1", "Is it,"], ["", "or is it not?"], name="CAIQv4.0.3")
    assert read.problems == (
        "CAIQv4.0.3!A3: there is a text without the id of a question; the row is left out.",
    )


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        *(
            (tuple(sign if n == 1 else None for n in range(3)), ("no", ""))
            for sign in "xX1\u221a\u25cf\u2705\u00fc*"
        ),
        (("TRUE", "FALSE", "FALSE"), ("yes", "")),
        (("N", "Y", "-"), ("no", "")),
        (("FALSE", "FALSE", "TRUE"), ("na", "")),
        (("No", None, None), ("no", "")),
        (("N/A", None, None), ("na", "")),
        ((None, "x (see 4)", None), ("no", "see 4")),
        (("x - by law", "x", None), (None, "yes and no\nby law")),
        (("?", None, None), (None, "?")),
        (("2", None, None), (None, "2")),
        (("FALSE", "FALSE", "FALSE"), None),
    ],
)
def test_marks_of_caiq_3(cells: Cells, answer: tuple[str | None, str] | None) -> None:
    head = ["Question ID", "Consensus Assessment Questions", "Yes", "No", "Not Applicable", "Notes"]
    rows = [[f"AIS-0{n}.1", "Is it?"] for n in (2, 3)]
    read = read_rows(head, ["AIS-01.1", "Is it?", *cells], *rows, name="CAIQ v3.0.1")
    expected = {} if answer is None else {"AIS-01.1": Answer("AIS-01.1", *answer)}
    assert (read.layout, read.answers) == ("caiq-3", expected)


def test_an_id_with_a_blank_in_it() -> None:
    read = read_file(make_caiq3(marks={ODD_ID: ("x",)}))
    assert (read.content.get(ODD_ID) is not None, read.answers[ODD_ID].value) == (True, "yes")
