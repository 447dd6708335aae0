"""Files that are broken, protected or made to do harm: refused with a reason, or read for what they are."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from time import monotonic
from typing import Any

import pytest

from governance.core.workbooks import UnreadableWorkbook
from tests.governance.core.test_workbooks import make_workbook as make_raw
from tests.governance.core.test_workbooks import row
from tests.vendors.questionnaires.importers.workbooks import (
    edit_archive,
    list_ids,
    make_caiq,
    make_workbook,
    put_formula,
)
from vendors.questionnaires.importers.opening import read_file
from vendors.questionnaires.reading import UnknownLayout

MANY = "".join("<row>" + f"<c><v>{n * 7919}</v></c>" * 20 + "</row>" for n in range(9_000))
#: What a refusal may take at most here; on an idle machine each is well below a second.
SECONDS = 10
HEAD = ["Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership"]


def make_zip(names: Sequence[str], content: bytes = b"") -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return output.getvalue()


def nest(depth: int) -> bytes:
    content = b"0" * 1_000_000
    for _level in range(depth):
        content = make_zip(["inner.zip"], content)
    return content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (make_raw("<sheetData>" + " " * 60_000_000 + "</sheetData>"), "larger than is read"),
        (make_raw(f"<sheetData>{row(1_048_576, 'A')}</sheetData>"), "more rows than are read. (T!1048576)"),
        (make_raw(f"<sheetData>{row(1, 'XFD')}</sheetData>"), "more columns than are read"),
        (
            make_raw("<sheetData/>", before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            "document type",
        ),
        (
            make_raw("<sheetData/>", before='<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'),
            "document type",
        ),
        (make_raw(f"<sheetData><row {'x' * 200_000}/></sheetData>"), "not a workbook"),
        (make_raw(f"<sheetData>{MANY}</sheetData>"), "more cells"),
        (nest(10), "not a workbook"),
        (make_zip(["[Content_Types].xml", "word/document.xml"], b"<x/>"), "not a workbook"),
        (make_zip(["[Content_Types].xml", "xl/workbook.bin"], b"<x/>"), "not a workbook"),
        (make_zip(["content.xml", "mimetype"], b"<x/>"), "not a workbook"),
        (make_caiq()[:5_000], "not a workbook"),
        (b"PK\x03\x04" + b"0" * 100, "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 10, "with a password"),
    ],
)
def test_what_cannot_be_opened_is_refused_soon(content: bytes, sentence: str) -> None:
    begun = monotonic()
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_file(content, "caiq.xlsx")
    assert sentence in str(refusal.value)
    assert monotonic() - begun < SECONDS


def test_a_workbook_whose_entries_are_locked_is_refused() -> None:
    content = bytearray(make_caiq())
    # The flag of encryption, in the directory's first entry.
    content[content.rindex(b"PK\x01\x02", 0, content.index(b"PK\x01\x02") + 4) + 8] |= 1
    with pytest.raises(UnreadableWorkbook):
        read_file(bytes(content))


def test_markup_in_another_encoding_is_refused() -> None:
    content = edit_archive(make_caiq(), {"xl/worksheets/sheet1.xml": "<!DOCTYPE x><x/>".encode("utf-16")})
    with pytest.raises(UnreadableWorkbook):
        read_file(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"a text and no workbook", "Seen: CSV (1 rows)."),
        (b"%PDF-1.7 \x93", "caiq.xlsx is neither a workbook nor a text."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "caiq.xlsx is neither a workbook nor a text."),
        (b"\xff\xfea\x00,\x00b\x00", "Seen: CSV (1 rows)."),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than is read"),
    ],
)
def test_a_text_named_as_a_workbook_is_read_as_a_text(content: bytes, sentence: str) -> None:
    with pytest.raises(UnknownLayout) as refusal:
        read_file(content, "caiq.xlsx")
    assert sentence in str(refusal.value)


def test_a_workbook_named_as_a_text_is_a_workbook() -> None:
    assert len(read_file(make_caiq(), "answers.csv").content) == 261


def test_macros_are_left_alone() -> None:
    content = make_caiq(answers={"A&A-01.1": ("Yes",)})
    with zipfile.ZipFile(BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert kind in types
    types = types.replace(kind, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    parts = {"[Content_Types].xml": types.encode(), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub AutoOpen()"}
    read = read_file(edit_archive(content, parts), "sig.xlsm")
    assert read.answers["A&A-01.1"].value == "yes"
    assert read.warnings == ("The workbook holds macros; they were not run, and only values were read.",)


def test_a_formula_is_read_as_the_value_that_was_seen() -> None:
    answers = {"A&A-01.1": ("x",), "A&A-01.2": ("x",), "A&A-02.1": ("x",)}
    content = put_formula(make_caiq(answers=answers), 2, "C3", 'IF(1,"Yes")', "Yes")
    content = put_formula(content, 2, "C4", "1/0", "#N/A")
    content = put_formula(content, 2, "C5", "A1", None)
    read = read_file(content)
    assert {name: (answer.value, answer.comment) for name, answer in read.answers.items()} == {
        "A&A-01.1": ("yes", ""),
        "A&A-01.2": (None, "#N/A"),
    }


def test_thousands_of_blank_rows_and_a_format_to_the_last_row() -> None:
    rows: list[list[Any]] = [[]] * 4_000 + [HEAD, ["AIS-01.1", "Is it?", "Yes"]] + [["", " "]] * 4_000
    rows += [["AIS-01.2", "And?", "No"]]
    read = read_file(make_workbook({"CAIQv4.0.3": rows}))
    assert read.summarise()["answers"] == {"yes": 1, "no": 1, "na": 0, "other": 0, "blank": 0}


def test_a_workbook_without_the_sheet_of_questions_says_what_was_seen() -> None:
    with pytest.raises(UnknownLayout) as refusal:
        read_file(make_workbook({"Introduction": [["Read me"]], "Old": [HEAD]}, hidden=["Old"]))
    assert "Seen: Introduction (1 rows), Old (hidden, 1 rows)." in str(refusal.value)
    assert [sheet.name for sheet in refusal.value.sheets] == ["Introduction", "Old"]


def test_texts_beyond_what_is_kept_are_cut_and_told() -> None:
    read = read_file(make_caiq(answers={"A&A-01.1": ("Yes", None, "x" * 20_000)}))
    assert len(read.answers["A&A-01.1"].comment) == 10_000
    assert read.warnings == ("CAIQv4.0.3!C3: a text longer than 10000 characters was cut.",)


def test_a_flood_of_warnings_is_counted() -> None:
    counts = {f"A{chr(65 + n // 26)}{chr(65 + n % 26)}": 20 for n in range(30)}
    read = read_file(make_caiq(counts, answers=dict.fromkeys(list_ids(counts), ("Perhaps",))))
    assert (len(read.content), len(read.warnings), read.warnings[-1]) == (
        600,
        301,
        "… and 300 more like these.",
    )


def test_more_questions_than_are_kept() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ids = [f"{a}{b}-{n:02}.{m}" for a in letters for b in letters for n in range(1, 4) for m in (1, 2)]
    read = read_file(make_workbook({"CAIQv4.0.3": [HEAD, *[[name, "Is it?"] for name in ids]]}))
    assert len(read.content) == 3_000
    assert len(read.problems) == 301


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Question" + b"," * 3_000_000 + b"Answer\n", "more rows, columns or cells"),
        ((b"Do you encrypt data at rest?" + b"," * 400 + b"yes\n") * 4_000, "more rows, columns or cells"),
        # Delimiters alone hold nothing, however many.
        (b"," * 3_000_000, "No sheet has the columns"),
    ],
)
def test_a_text_of_little_but_delimiters_takes_no_worker(content: bytes, sentence: str) -> None:
    begun = monotonic()
    with pytest.raises(UnknownLayout, match=sentence):
        read_file(content)
    assert monotonic() - begun < 2
