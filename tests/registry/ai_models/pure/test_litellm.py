"""LiteLLM's price file becomes records with unique ids; rows that cannot be trusted are named."""

from datetime import date
from decimal import Decimal

import pytest

from registry.ai_models.importers.litellm import REPEATED, name_model
from registry.ai_models.importers.records import CatalogueError, CatalogueRecord, FaultyRow, SkippedRow

GPT_4O = {
    "max_tokens": 16384,
    "max_input_tokens": 128000,
    "max_output_tokens": 16384,
    "input_cost_per_token": 2.5e-06,
    "output_cost_per_token": 1e-05,
    "cache_read_input_token_cost": 1.25e-06,
    "litellm_provider": "openai",
    "mode": "chat",
    "supports_vision": True,
    "supports_function_calling": True,
    "supports_audio_input": False,
    "supported_regions": ["global", "eu-west-1"],
    "deprecation_date": "2026-10-01",
    "input_cost_per_image": 0.01,
    "source": "https://example.org/pricing",
}


def test_a_row_becomes_a_record(read):
    assert read({"gpt-4o-2024-08-06": GPT_4O}) == [
        CatalogueRecord(
            provider="openai",
            identifier="gpt-4o-2024-08-06",
            catalogue_id="openai/gpt-4o-2024-08-06",
            family="gpt-4o",
            pin_kind="dated_snapshot",
            pin_value="2024-08-06",
            source_row="gpt-4o-2024-08-06",
            mode="chat",
            deprecation_date=date(2026, 10, 1),
            context_tokens=128000,
            max_output_tokens=16384,
            input_usd_per_million=Decimal("2.5"),
            output_usd_per_million=Decimal(10),
            cache_read_usd_per_million=Decimal("1.25"),
            supported_regions=("global", "eu-west-1"),
            capabilities=("function_calling", "vision"),
            raw_facts={
                "max_tokens": 16384,
                "max_input_tokens": 128000,
                "max_output_tokens": 16384,
                "litellm_provider": "openai",
                "input_cost_per_image": 0.01,
                "source": "https://example.org/pricing",
            },
        )
    ]


def test_what_a_row_does_not_say_stays_unsaid(read):
    [record] = read({"gpt-4o": {"litellm_provider": "openai", "mode": None, "max_tokens": 4096}})
    assert (record.mode, record.deprecation_date, record.input_usd_per_million) == ("", None, None)
    assert (record.context_tokens, record.max_output_tokens) == (4096, 4096)


@pytest.mark.parametrize(
    ("key", "route", "catalogue_id"),
    [
        ("gpt-4o", "openai", "openai/gpt-4o"),
        ("openai/gpt-4o", "openai", "openai/gpt-4o"),
        ("azure/eu/gpt-4o-2024-08-06", "azure", "azure/eu/gpt-4o-2024-08-06"),
        ("1024-x-1024/dall-e-2", "openai", "openai/1024-x-1024/dall-e-2"),
        ("azure/o3-mini-2025-01-31", "openai", "openai/azure/o3-mini-2025-01-31"),
        ("bedrock/us-east-1/anthropic.claude-v2:1", "bedrock", "bedrock/us-east-1/anthropic.claude-v2:1"),
        ("amazon.nova-pro-v1:0", "bedrock_converse", "bedrock/amazon.nova-pro-v1:0"),
        ("gemini-1.5-pro-002", "vertex_ai-language-models", "vertex_ai/gemini-1.5-pro-002"),
        ("vertex_ai/claude-3-opus@20240229", "vertex_ai-anthropic_models", "vertex_ai/claude-3-opus@20240229"),
        ("gemini/gemini-1.5-pro-002", "gemini", "gemini/gemini-1.5-pro-002"),
        ("azure/gpt-35-turbo-instruct", "azure_text", "azure/gpt-35-turbo-instruct"),
        ("azure_ai/Phi-4", "azure_ai", "azure_ai/Phi-4"),
        ("command-r", "cohere_chat", "cohere/command-r"),
        ("davinci-002", "text-completion-openai", "openai/davinci-002"),
        ("text-completion-codestral/codestral-2405", "text-completion-codestral",
         "text-completion-codestral/codestral-2405"),
        ("fireworks_ai/thenlper/gte-base", "fireworks_ai-embedding-models", "fireworks_ai/thenlper/gte-base"),
        ("deepinfra/deepinfra/mixtral", "deepinfra", "deepinfra/deepinfra/mixtral"),
        ("openai/", "openai", "openai/openai/"),
    ],
)  # fmt: skip
def test_the_catalogue_id_names_the_provider_once(key, route, catalogue_id):
    name = name_model(key, {key: route})
    assert f"{name.provider}/{name.identifier}" == catalogue_id


def test_the_spelling_with_the_route_is_a_synonym(read):
    records = read(
        {
            "gemini-1.5-pro-002": {"litellm_provider": "vertex_ai-language-models"},
            "gpt-4o": {"litellm_provider": "openai"},
        }
    )
    assert [record.synonyms for record in records] == [("vertex_ai-language-models/gemini-1.5-pro-002",), ()]


@pytest.mark.parametrize(
    "keys",
    [("computer-use", "azure/computer-use"), ("azure/computer-use", "computer-use")],
    ids=["bare name first", "full name first"],
)
def test_an_id_that_a_key_spells_out_belongs_to_that_row_whatever_the_order(read, keys):
    records = read({key: {"litellm_provider": "azure"} for key in keys})
    assert {record.source_row: record.catalogue_id for record in records} == {
        "azure/computer-use": "azure/computer-use",
        "computer-use": "azure/azure/computer-use",
    }
    assert {record.source_row: bool(record.notes) for record in records} == {
        "azure/computer-use": False,
        "computer-use": True,
    }


def test_ids_stay_unique_when_the_fallback_is_spelled_out_too(read):
    keys = ["x", "azure/x", "azure/azure/x"]
    records = read({key: {"litellm_provider": "azure"} for key in keys})
    assert [record.catalogue_id for record in records] == ["azure/azure/azure/x", "azure/x", "azure/azure/x"]


def test_rows_that_are_no_models_are_skipped_with_a_reason(read):
    items = read(
        {
            "sample_spec": {"litellm_provider": "one of …", "deprecation_date": "in the format YYYY-MM-DD"},
            "fallback_generalizations": {"rules": []},
            "gpt-4o": {"litellm_provider": "openai"},
        }
    )
    assert items[:2] == [
        SkippedRow("sample_spec", "It documents the file's layout and is no model."),
        SkippedRow("fallback_generalizations", "It has no litellm_provider, so it is no model."),
    ]
    assert [item.catalogue_id for item in items[2:]] == ["openai/gpt-4o"]


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ('"deprecation_date": "2025-13-01"', "deprecation_date is 2025-13-01, not a date written YYYY-MM-DD."),
        ('"deprecation_date": "20250101"', "deprecation_date is 20250101, not a date written YYYY-MM-DD."),
        ('"deprecation_date": "soon"', "deprecation_date is soon, not a date written YYYY-MM-DD."),
        ('"deprecation_date": ""', "deprecation_date is , not a date written YYYY-MM-DD."),
        ('"deprecation_date": 20250101', "deprecation_date is 20250101, not a date written YYYY-MM-DD."),
        ('"deprecation_date": "0001-01-01"', "deprecation_date is 0001-01-01, not a date written YYYY-MM-DD."),
        ('"input_cost_per_token": -1e-6', "input_cost_per_token is -0.000001, which is no price in US dollars."),
        ('"input_cost_per_token": 1e400', "input_cost_per_token is 1E+400, which is no price in US dollars."),
        ('"input_cost_per_token": "1e-6"', "input_cost_per_token is not a number."),
        ('"input_cost_per_token": true', "input_cost_per_token is not a number."),
        ('"input_cost_per_image": -1', "input_cost_per_image is -1, a negative price."),
        ('"output_cost_per_token": 2', "output_cost_per_token is 2, which is no price in US dollars."),
        ('"rpm": 1e400', "rpm is 1E+400, an absurd number."),
        ('"tpm": 1000000000000000000', "tpm is a number with too many digits, an absurd number."),
        ('"max_tokens": "8192"', "max_tokens is not a number."),
        ('"max_tokens": 0.5', "max_tokens is 0.5, not a whole number."),
        ('"max_tokens": 1e400', "max_tokens is 1E+400, which no number of tokens can be."),
        ('"mode": 1', "mode is not text."),
        ('"mode": "a\\u0000b"', "mode contains a character that cannot be stored (U+0000)."),
        ('"source": "a\\ud800b"', "source contains a character that cannot be stored (U+D800)."),
        ('"supports_vision": "yes"', "supports_vision is neither true nor false."),
        ('"supported_regions": "global"', "supported_regions is not a list of at most 50 texts."),
        ('"supported_regions": [1]', "supported_regions is not text."),
        ('"metadata": [[[[[[1]]]]]]', "metadata is nested too deeply."),
        ('"litellm_provider": 1', "The litellm_provider is not text."),
        ('"litellm_provider": "a/b"', "The litellm_provider contains a slash."),
        ('"litellm_provider": "a\\u200b"', "The litellm_provider is not acceptable: The name contains an "
         "invisible character (U+200B)."),
    ],
)  # fmt: skip
def test_a_malformed_fact_is_an_error_that_names_the_row(read, fact, message):
    provider = "" if "litellm_provider" in fact else '"litellm_provider": "openai", '
    content = '{"good": {"litellm_provider": "openai"}, "bad": {' + provider + fact + "}}"
    good, bad = read(content)
    assert good.catalogue_id == "openai/good"
    assert bad == FaultyRow("bad", message)


@pytest.mark.parametrize(
    ("key", "shown", "message"),
    [
        ("a\\u0000b", "a\\x00b", "The name contains a control character (U+0000)."),
        ("a\\ud800b", "a\\ud800b", "The name contains half of a surrogate pair (U+D800)."),
        ("gpt\\u200b-4o", "gpt\\u200b-4o", "The name contains an invisible character (U+200B)."),
        ("gpt\\u202e-4o", "gpt\\u202e-4o", "The name contains an invisible character (U+202E)."),
        (" gpt-4o", " gpt-4o", "The name begins or ends with a space."),
        ("", "", "The name is empty."),
        ("x" * 301, "x" * 119 + "…", "The name has 301 characters; at most 300 are allowed."),
    ],
)
def test_a_name_that_cannot_be_shown_safely_is_an_error(read, key, shown, message):
    content = '{"good": {"litellm_provider": "openai"}, "' + key + '": {"litellm_provider": "openai"}}'
    assert read(content)[1] == FaultyRow(shown, f"The name is not acceptable: {message}")


def test_a_row_that_is_no_object_is_an_error(read):
    assert read({"good": {"litellm_provider": "openai"}, "bad": 5})[1] == FaultyRow(
        "bad", "The row is not an object."
    )


def test_a_key_with_two_different_rows_is_refused_by_name(read):
    content = (
        '{"a": {"litellm_provider": "x"},\n "b": {"litellm_provider": "x"},\n "a": {"litellm_provider": "y"}}'
    )
    with pytest.raises(CatalogueError) as refused:
        read(content)
    error = refused.value
    assert (error.row, error.line) == ("a", 3)
    assert error.message == "The key appears twice with different rows."


def test_a_key_with_the_same_row_twice_is_read_once_with_a_note(read):
    row = '"a": {"litellm_provider": "openai", "mode": "chat"}'
    other = '"a": {"mode": "chat", "litellm_provider": "openai"}'
    [record] = read(f"{{{row}, {other}}}")
    assert (record.catalogue_id, record.notes) == ("openai/a", (REPEATED,))


def test_a_field_that_is_given_twice_must_say_the_same(read):
    same = '{"a": {"litellm_provider": "openai", "mode": "chat", "mode": "chat"}}'
    assert [record.mode for record in read(same)] == ["chat"]
    with pytest.raises(CatalogueError) as refused:
        read(same.replace('"chat"}', '"embedding"}'))
    assert refused.value.row == "a"
    assert refused.value.message == "Not acceptable: the key 'mode' appears twice with different values."


def test_long_texts_and_lists_are_trimmed(read):
    many = {f"k{number}": number for number in range(60)}
    row = {"litellm_provider": "openai", "source": "x" * 600, "endpoints": list(range(60)), "metadata": many}
    [record] = read({"a": row})
    assert record.raw_facts["metadata"] == {f"k{number}": number for number in range(50)}
    assert record.raw_facts["source"] == "x" * 499 + "…"
    assert record.raw_facts["endpoints"] == list(range(50))


def test_a_row_of_too_many_fields_is_an_error(read):
    row = {"litellm_provider": "openai", **{f"k{number}": number for number in range(500)}}
    assert read({"a": row}) == [FaultyRow("a", "The row has 501 fields; at most 500 are allowed.")]


def test_prices_are_exact_to_ten_decimals(read):
    content = '{"a": {"litellm_provider": "x", "input_cost_per_token": 1.8518518518518519e-08}}'
    [record] = read(content)
    assert record.input_usd_per_million == Decimal("0.0185185185")
