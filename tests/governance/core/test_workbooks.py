"""Small files that ask for much are refused with a reason, and the process that asked survives."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook

from governance.core.workbooks import UnreadableWorkbook, WorkbookLimits, read_workbook, write_workbook

START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def make_workbook(sheet: str, *, before: str = "") -> bytes:
    """Return a workbook whose only sheet is the given XML."""
    output = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(write_workbook("T", [["a"]]))) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            own = name.startswith("xl/worksheets/sheet")
            target.writestr(name, before + START + sheet + "</worksheet>" if own else source.read(name))
    return output.getvalue()


def refuse(content: bytes, **limits: int) -> str:
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_workbook(content, limits=WorkbookLimits(**limits))
    return str(refusal.value)


def row(number: int, cell: str, value: str = "<v>1</v>") -> str:
    return f'<row r="{number}"><c r="{cell}{number}">{value}</c></row>'


def test_a_huge_dimension_costs_nothing() -> None:
    sheet = f'<dimension ref="A1:XFD1048576"/><sheetData>{row(1, "A")}</sheetData>'
    assert [each.rows for each in read_workbook(make_workbook(sheet))] == [[[1]]]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (row(1_048_576, "A"), "more rows than are read. (T!1048576)"),
        (row(1, "XFD"), "more columns than are read. (T!R1C16384)"),
        (row(1, "A", "<f>1+1</f><v>2</v>"), "holds a formula. Paste its value instead. (T!R1C1)"),
    ],
)
def test_far_cells_and_formulas_are_refused_with_their_place(rows: str, sentence: str) -> None:
    assert sentence in refuse(make_workbook(f"<sheetData>{rows}</sheetData>"))


def test_rows_with_a_height_alone_are_no_content_but_not_without_end() -> None:
    assert read_workbook(make_workbook(f"<sheetData>{row(1, 'A')}{'<row/>' * 20_000}</sheetData>"))[
        0
    ].rows == [[1]]
    assert "more rows" in refuse(make_workbook(f"<sheetData>{'<row/>' * 101}</sheetData>"), max_rows=10)


def test_too_many_cells_are_refused() -> None:
    rows = "".join(row(number, "A") for number in range(1, 12))
    assert "more cells" in refuse(make_workbook(f"<sheetData>{rows}</sheetData>"), max_cells=10)


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert "document type" in refuse(make_workbook("<sheetData/>", before=bomb))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "larger than is read" in refuse(make_workbook("<sheetData>" + " " * 60_000_000 + "</sheetData>"))
    assert "larger than is read" in refuse(make_workbook("<sheetData>" + " " * 3_000_000 + "</sheetData>"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert "not a workbook" in refuse(content)


def test_the_reader_dies_at_its_memory_cap_and_we_do_not() -> None:
    assert "larger than is read" in refuse(write_workbook("T", [["a"]]), memory=20 * 1024 * 1024)


def test_values_of_formulas_are_read_when_they_are_wanted() -> None:
    content = make_workbook(f"<sheetData>{row(1, 'A', '<f>1+1</f><v>2</v>')}</sheetData>")
    assert read_workbook(content, values_of_formulas=True)[0].rows == [[2]]


def test_a_format_that_reaches_to_the_last_row_is_no_content() -> None:
    far = '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row>'
    content = make_workbook(f'<sheetData>{row(1, "B")}<row r="3"><c r="A3" s="0"/></row>{far}</sheetData>')
    assert read_workbook(content)[0].rows == [[None, 1]]


def test_cells_without_a_reference_follow_those_before_them() -> None:
    cells = '<row r="1"><c r="B1" s="0"/><c><v>3</v></c><c s="0"/><c><v>5</v></c></row><row r="2"><c><v>1</v></c></row>'
    assert read_workbook(make_workbook(f"<sheetData>{cells}</sheetData>"))[0].rows == [
        [None, None, 3, None, 5],
        [1],
    ]


def test_what_surrounds_the_cells_need_not_be_readable() -> None:
    broken = '<dataValidations count="x"><dataValidation type="nonsense" sqref="?"/></dataValidations>'
    content = make_workbook(f"<sheetData>{row(1, 'A')}</sheetData>{broken}")
    assert read_workbook(content)[0].rows == [[1]]


def test_a_hidden_sheet_is_said_to_be_hidden() -> None:
    book = Workbook()
    for name, state in {"a": "hidden", "b": "veryHidden", "c": "visible"}.items():
        book.create_sheet(name).sheet_state = state
    output = BytesIO()
    book.save(output)
    sheets = {sheet.name: sheet.is_hidden for sheet in read_workbook(output.getvalue())}
    assert sheets == {"Sheet": False, "a": True, "b": True, "c": False}


@pytest.mark.parametrize(
    "part",
    [
        f"<row {' '.join(f'a{n}=' + repr('1') for n in range(20_000))}/>",
        f'<x formatCode="{"[" * 50_000}"/>',
    ],
)
def test_markup_that_would_take_seconds_is_refused(part: str) -> None:
    assert "not a workbook" in refuse(make_workbook(f"<sheetData>{part}</sheetData>"))


def test_names_without_end_are_refused_before_they_become_objects() -> None:
    """Real workbooks name a dozen ranges; a hundred thousand names took ten seconds to load."""
    names = b"<definedNames>" + b'<definedName name="a">T!$A$1</definedName>' * 3_000 + b"</definedNames>"

    def add(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheets>", b"</sheets>" + names) if name == "xl/workbook.xml" else part

    assert "larger than is read" in refuse(edit_parts(write_workbook("T", [["a"]]), add))


def edit_parts(content: bytes, edit: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """Return the workbook with each part edited, and more of them (`__` for the stroke in their names)."""
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            target.writestr(name, edit(name, source.read(name)))
        for name, part in more.items():
            target.writestr(name.replace("__", "/"), part)
    return output.getvalue()


def to_utf_16(name: str, part: bytes) -> bytes:
    return part.decode().encode("utf-16") if "sheets/" in name else part


def to_strict(name: str, part: bytes) -> bytes:
    names = {"spreadsheetml/2006/main": "spreadsheetml/main", "officeDocument/2006/": "officeDocument/"}
    for transitional, strict in names.items():
        old = f"http://schemas.openxmlformats.org/{transitional}".encode()
        part = part.replace(old, f"http://purl.oclc.org/ooxml/{strict}".encode())
    return part


def to_custom(name: str, part: bytes) -> bytes:
    return (
        part.replace(b"/xl/worksheets/sheet1.xml", b"/customXml/item1.bin")
        if name.endswith(".rels")
        else part
    )


def test_markup_in_utf_16_is_refused_because_nothing_in_it_would_be_seen() -> None:
    assert "not a workbook" in refuse(edit_parts(write_workbook("T", [["a"]]), to_utf_16))


def test_parts_that_are_not_read_are_not_judged() -> None:
    """SharePoint leaves parts in UTF-16 in the workbooks that it keeps."""
    left = {"customXml__item1.xml": "<?xml version='1.0'?><!DOCTYPE x><x/>".encode("utf-16")}
    content = edit_parts(write_workbook("T", [["a"]]), lambda name, part: part, **left)
    assert read_workbook(content)[0].rows == [["a"]]


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (f"<!DOCTYPE x>{START}</worksheet>".encode(), "document type"),
        (START.encode("utf-16"), "not a workbook"),
    ],
)
def test_a_part_is_judged_wherever_it_stands(part: bytes, sentence: str) -> None:
    content = edit_parts(write_workbook("T", [["a"]]), to_custom, **{"customXml__item1.bin": part})
    assert sentence in refuse(content)


def test_a_workbook_in_the_strict_form_is_read() -> None:
    content = edit_parts(write_workbook("T", [["a"], [2]]), to_strict)
    assert b"schemas.openxmlformats.org/spreadsheetml/2006/main" not in content
    assert read_workbook(content)[0].rows == [["a"], [2]]
