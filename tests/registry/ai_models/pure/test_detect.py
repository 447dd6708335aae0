"""The format is told from the content, and a file that is no catalogue is refused in words, never with a crash."""

import codecs
import json
from contextlib import suppress
from dataclasses import asdict
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.ai_models.importers import json_stream
from registry.ai_models.importers.detect import open_catalogue
from registry.ai_models.importers.records import CatalogueError, CatalogueRecord

ROW = {"litellm_provider": "openai", "mode": "chat"}
LITELLM = {"sample_spec": {"litellm_provider": "one of …"}, "gpt-4o": ROW}
MODELS_DEV = {"openai": {"id": "openai", "env": ["KEY"], "models": {"gpt-4o": {"id": "gpt-4o"}}}}


def refusal(open_content, content, **options):
    with pytest.raises(CatalogueError) as refused:
        list(open_content(content, **options).items)
    error = refused.value
    return error.message, error.row, error.line


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LITELLM, "litellm"),
        ({"rules": {"a": 1}, **LITELLM}, "litellm"),
        (MODELS_DEV, "models_dev"),
        ("---\nlicense: mit\n---\n# Card\n", "hf_card"),
        ("\n# Llama\n\nNo front matter.\n", "hf_card"),
        (codecs.BOM_UTF8 + json.dumps(LITELLM).encode(), "litellm"),
        (b"\n\n  " + json.dumps(MODELS_DEV).encode(), "models_dev"),
    ],
)
def test_the_format_is_told_from_the_content(open_content, content, expected):
    assert open_content(content, filename="misleading.json").format == expected


def test_a_byte_order_mark_is_no_part_of_the_first_row(read):
    [record] = read(codecs.BOM_UTF8 + json.dumps({"gpt-4o": ROW}).encode())
    assert record.catalogue_id == "openai/gpt-4o"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ("The file is empty.", None, None)),
        (b" \n\t ", ("The file is empty.", None, None)),
        (b"[1]", ("The file is a JSON list; a catalogue is an object with one member per model.", None, 1)),
        (b"a,b\n", ("The file is no model catalogue that is known here: neither JSON nor a model card.", None, 1)),
        (b"\x89PNG\r\n", ("The file is not UTF-8 text.", None, 1)),
        (json.dumps(LITELLM).encode("utf-16"), ("The file is UTF-16 or UTF-32 text; save it as UTF-8.", None, 1)),
        (json.dumps(LITELLM).encode("utf-16-le"), ("The file is UTF-16 or UTF-32 text; save it as UTF-8.", None, 1)),
        (b'{"a": {"litellm_provider": "x",\n"source": "caf\xe9"}}', ("The file is not UTF-8 text.", None, 2)),
    ],
)  # fmt: skip
def test_a_file_that_is_no_catalogue_is_refused(open_content, content, expected):
    assert refusal(open_content, content) == expected


def test_json_that_is_no_catalogue_is_refused(open_content):
    message, _, _ = refusal(open_content, {"results": {"a": 1}, "version": 2})
    assert message == (
        "The file is JSON, but no catalogue that is known here: "
        "no row has a litellm_provider and no provider has models."
    )
    assert refusal(open_content, {})[0] == message


@pytest.mark.parametrize("keep", [-1, -2, -12, -30])
def test_nothing_is_yielded_of_a_file_that_breaks_off(open_content, keep):
    content = json.dumps({f"model-{number}": ROW for number in range(3)})[:keep]
    items = open_content(content).items
    with pytest.raises(CatalogueError) as refused:
        next(items)
    assert refused.value.row == "model-2"


def test_a_syntax_error_names_row_and_line(open_content):
    content = '{\n"a": {"litellm_provider": "x"},\n"b": {\n"litellm_provider": "x",\n"mode": chat}}'
    assert refusal(open_content, content) == ("Not valid JSON: Not a JSON value.", "b", 5)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_json_does_not_count_as_a_number_is_refused_by_row(open_content, constant):
    content = '{"a": {"litellm_provider": "x", "input_cost_per_token": CONSTANT}}'.replace(
        "CONSTANT", constant
    )
    assert refusal(open_content, content) == (f"Not acceptable: {constant} is not a JSON number.", "a", 1)


@pytest.mark.parametrize("number", ["9" * 5000, "1e" + "9" * 40])
def test_a_number_beyond_measure_is_refused_by_row(open_content, number):
    content = '{"a": {"litellm_provider": "x"}, "b": {"litellm_provider": "x", "rpm": NUMBER}}'.replace(
        "NUMBER", number
    )
    assert refusal(open_content, content) == ("A number is too large.", "b", 1)


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('{"a": {"litellm_provider": "x"}, "b": ' + "[" * 200_000, "b"),
        ('{"a": ' + '{"x":' * 100_000, "a"),
        ('{"a": {"models": {"b": ' + '{"x":[' * 50_000, "a/b"),
    ],
)
def test_brackets_nested_without_end_are_refused_by_row(open_content, content, row):
    assert refusal(open_content, content)[:2] == ("The values are nested too deeply.", row)


def test_a_file_of_nothing_but_brackets_is_refused(open_content):
    assert refusal(open_content, "[" * 200_000)[0].startswith("The file is a JSON list")
    assert refusal(open_content, "{" * 200_000)[0] == "Expected '\"', found '{'."


def test_a_file_over_the_limit_is_refused(open_content):
    content = json.dumps(LITELLM)
    assert refusal(open_content, content, size_limit=50)[0] == "The file is larger than 50 bytes."
    assert len(list(open_content(content, size_limit=len(content)).items)) == 2


@pytest.mark.parametrize("chunk", [300, 100_000])
def test_a_row_over_the_limit_is_refused_by_name(open_content, monkeypatch, chunk):
    monkeypatch.setattr(json_stream, "LARGEST_VALUE", 1000)
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    content = {"a": ROW, "b": {**ROW, "source": "x" * 5000}}
    assert refusal(open_content, content) == ("The row is longer than 1,000 characters.", "b", 1)


def test_a_file_of_too_many_rows_is_refused(open_content, monkeypatch):
    monkeypatch.setattr(json_stream, "MOST_MEMBERS", 3)
    content = {f"model-{number}": ROW for number in range(4)}
    assert refusal(open_content, content)[0] == "The file has more than 3 rows."


def test_text_after_the_end_is_refused(open_content):
    assert (
        refusal(open_content, json.dumps(LITELLM) + "{}")[0]
        == "There is more text after the end of the catalogue."
    )


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
def test_rows_read_the_same_wherever_the_window_ends(read, monkeypatch, chunk):
    rows = {
        "gpt-4o-é😀": {**ROW, "source": 'quote " and \\ and 😀', "input_cost_per_token": 0.00000125},
        "scalar": 12345,
        "numbers": {**ROW, "rpm": 12345, "flags": [True, False, None], "max_tokens": 4096},
    }
    whole = read(json.dumps(rows, ensure_ascii=False, indent=1))
    escaped = read(json.dumps(rows))
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    assert read(json.dumps(rows, ensure_ascii=False, indent=1)) == whole
    assert read(json.dumps(rows)) == escaped == whole


def read_or_refused(content):
    """Read a file to its end; whatever it yields must be storable, and nothing but a refusal may be raised."""
    records = []
    with suppress(CatalogueError):
        for item in open_catalogue(BytesIO(content), filename="a.md").items:
            json.dumps(asdict(item), default=str, ensure_ascii=False).encode()
            records += [item.catalogue_id] if isinstance(item, CatalogueRecord) else []
    return records


@given(st.binary(max_size=300))
@example(b"{" * 300)
@example(b'{"a":{"litellm_provider":"x","b":\xed\xa0\x80}}')
@example(b"---\n\t: &a *a\n---\n")
@example(b"\xff\xfe")
def test_any_file_is_read_or_refused(content):
    assert set(read_or_refused(content)) <= {"huggingface/a"}


@given(st.data())
def test_a_damaged_catalogue_yields_unique_ids_or_is_refused(data):
    content = json.dumps(
        {**LITELLM, "b": {**ROW, "max_tokens": 1, "deprecation_date": "2026-01-01"}}
    ).encode()
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 12))
    inserted = data.draw(
        st.binary(max_size=8) | st.sampled_from([b'"', b"}", b"[", b"\\ud800", b"NaN", b",", b"1e999"])
    )
    ids = read_or_refused(content[:start] + inserted + content[start + length :])
    assert len(ids) == len(set(ids))
