"""The `api.json` of models.dev becomes records, one per model of each provider."""

from decimal import Decimal

import pytest

from registry.ai_models.importers.records import CatalogueError, CatalogueRecord, FaultyRow, SkippedRow

HAIKU = {
    "id": "claude-3-5-haiku-20241022",
    "name": "Claude Haiku 3.5",
    "family": "claude-haiku",
    "attachment": True,
    "reasoning": False,
    "tool_call": True,
    "temperature": True,
    "knowledge": "2024-07-31",
    "release_date": "2024-10-22",
    "last_updated": "2024-10-22",
    "modalities": {"input": ["text", "image", "pdf"], "output": ["text"]},
    "open_weights": False,
    "limit": {"context": 200000, "output": 8192},
    "cost": {"input": 0.8, "output": 4, "cache_read": 0.08, "cache_write": 1},
    "status": "deprecated",
}


def file_of(**models):
    return {
        "anthropic": {"id": "anthropic", "name": "Anthropic", "env": ["KEY"], "doc": "…", "models": models}
    }


def test_a_model_becomes_a_record(read):
    assert read(file_of(**{"claude-3-5-haiku-20241022": HAIKU})) == [
        CatalogueRecord(
            provider="anthropic",
            identifier="claude-3-5-haiku-20241022",
            catalogue_id="anthropic/claude-3-5-haiku-20241022",
            family="claude-3-5-haiku",
            pin_kind="dated_snapshot",
            pin_value="20241022",
            source_row="anthropic/claude-3-5-haiku-20241022",
            status="deprecated",
            release_date="2024-10-22",
            context_tokens=200000,
            max_output_tokens=8192,
            input_usd_per_million=Decimal("0.8"),
            output_usd_per_million=Decimal(4),
            cache_read_usd_per_million=Decimal("0.08"),
            capabilities=("attachment", "function_calling", "pdf_input", "vision"),
            raw_facts={
                "name": "Claude Haiku 3.5",
                "family": "claude-haiku",
                "temperature": True,
                "knowledge": "2024-07-31",
                "last_updated": "2024-10-22",
                "open_weights": False,
                "cost_cache_write": 1,
            },
        )
    ]


def test_ids_are_spelled_as_the_provider_spells_them(read):
    records = read(
        {
            "nvidia": {"models": {"nvidia/nemotron": {}, "meta/llama-3": {}}},
            "openrouter": {"models": {"openai/gpt-4o:free": {}}},
        }
    )
    assert [record.catalogue_id for record in records] == [
        "nvidia/nvidia/nemotron",
        "nvidia/meta/llama-3",
        "openrouter/openai/gpt-4o:free",
    ]


def test_a_release_date_is_kept_as_precise_as_it_is(read):
    records = read(file_of(a={"release_date": "2025-03"}, b={"release_date": "2025-03-09"}, c={}))
    assert [record.release_date for record in records] == ["2025-03", "2025-03-09", ""]


def test_a_provider_without_models_is_skipped(read):
    items = read({"empty": {"id": "empty"}, **file_of(a={})})
    assert items[0] == SkippedRow("empty", "The provider lists no models.")
    assert items[1].catalogue_id == "anthropic/a"


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ({"status": "retired"}, "status is retired, not alpha, beta or deprecated."),
        ({"status": 1}, "status is not text."),
        ({"release_date": "2025"}, "release_date is 2025, not a date written YYYY-MM-DD."),
        ({"release_date": "2025-13"}, "release_date is 2025-13-01, not a date written YYYY-MM-DD."),
        ({"cost": {"input": -1}}, "input is -1, which is no price in US dollars."),
        ({"cost": {"input": 2_000_000}}, "input is 2000000, which is no price in US dollars."),
        ({"cost": {"cache_write": -1}}, "cost_cache_write is -1, a negative price."),
        ({"cost": 5}, "cost is not an object."),
        ({"limit": [1]}, "limit is not an object."),
        ({"limit": {"context": "many"}}, "context is not a number."),
        ({"tool_call": "yes"}, "tool_call is neither true nor false."),
        ({"modalities": {"input": "text"}}, "input is not a list of at most 50 texts."),
        ([], "The model is not an object."),
    ],
)
def test_a_malformed_model_is_an_error_that_names_provider_and_model(read, model, message):
    good, bad = read(file_of(good={}, bad=model))
    assert good.catalogue_id == "anthropic/good"
    assert bad == FaultyRow("anthropic/bad", message)


def test_a_provider_with_a_slash_or_without_an_object_is_an_error(read):
    items = read({**file_of(a={}), "x/y": {"models": {"m": {}}}, "z": 5})
    assert items[1:] == [
        FaultyRow("x/y/m", "The provider's name contains a slash."),
        FaultyRow("z", "The provider is not an object."),
    ]


@pytest.mark.parametrize(
    ("content", "message", "row"),
    [
        ('{"a": {"models": {"m": {}, "m": {}}}}', "The key 'm' appears twice.", "a/m"),
        ('{"a": {"models": {"m": {}}}, "a": {"models": {}}}', "The key 'a' appears twice.", "a"),
        ('{"a": {"models": {"m": {}}, "models": {}}}', "The key 'models' appears twice.", "a"),
    ],
)
def test_a_key_that_appears_twice_is_refused_by_name(open_content, content, message, row):
    items = open_content(content).items
    with pytest.raises(CatalogueError) as refused:
        next(items)
    assert (refused.value.message, refused.value.row) == (message, row)
