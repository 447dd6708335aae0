"""No cell of an export is a formula, and an export read back is the same data."""

from __future__ import annotations

import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st

from governance.core.admin.formats import NeutralCSV, NeutralXLSX
from governance.core.spreadsheet_cells import DANGEROUS, neutralise, restore

# Half a surrogate pair is no text: no database of ours holds one.
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
TRICKY = st.builds(
    "".join,
    st.lists(
        st.sampled_from([*sorted(DANGEROUS), "'", "_x000D_", "_x005F_", "\x0b", "﻿", " ", "ü", '"', ",", ";"])
    ),
)


@given(TEXTS | TRICKY)
def test_what_was_neutralised_is_restored(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(TEXTS | TRICKY)
def test_no_neutralised_text_starts_a_formula(text: str) -> None:
    assert neutralise(text)[:1] not in DANGEROUS or text == ""


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\x00", "＝", "＋", "－", "＠"])
def test_each_dangerous_first_character_is_neutralised(first: str) -> None:
    assert neutralise(f"{first}1+1") == f"'{first}1+1"


def test_an_apostrophe_that_people_wrote_stays() -> None:
    assert (neutralise("'tis"), restore("''tis"), restore("'tis"), restore("'")) == (
        "''tis",
        "'tis",
        "'tis",
        "'",
    )


def read_back(form: type, rows: list[list[str]]) -> list[list[str]]:
    data = tablib.Dataset(headers=["first", "=second"])
    for row in rows:
        data.append(row)
    written = form().export_data(data)
    found = form().create_dataset(written)
    assert found.headers == ["first", "=second"]
    return [list(row) for row in found]


# A line of blanks is no row, so the first cell always holds something.
ROWS = st.lists(
    st.tuples((TEXTS | TRICKY).map(lambda text: "x" + text) | st.just("=x"), TEXTS | TRICKY),
    min_size=1,
    max_size=4,
)


@given(ROWS)
def test_a_csv_export_reads_back_as_the_same_data(rows: list[tuple[str, str]]) -> None:
    assert read_back(NeutralCSV, [list(row) for row in rows]) == [list(row) for row in rows]


def test_a_workbook_reads_back_as_the_same_data() -> None:
    texts = [
        "=1+1",
        "'=1",
        "\rx",
        "\tx",
        "a\r\nb",
        "\x00",
        "\x0bq",
        "_x000D_",
        "_x005F_x000D_",
        " x ",
        "＝1",
        "￾",
    ]
    rows = [["x", text] for text in texts]
    assert read_back(NeutralXLSX, rows) == rows


def test_exported_headings_and_values_carry_the_apostrophe() -> None:
    data = tablib.Dataset(["=cmd|x", -5], headers=["@h", "n"])
    assert NeutralCSV().export_data(data).decode("utf-8-sig") == "'@h,n\r\n'=cmd|x,'-5\r\n"
