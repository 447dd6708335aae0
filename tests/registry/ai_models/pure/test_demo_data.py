"""The catalogue that the demo loads is read by the same importer, and says where it comes from."""

from pathlib import Path

import pytest

import registry.ai_models
from registry.ai_models.importers.detect import open_catalogue
from registry.ai_models.importers.records import CatalogueRecord
from registry.ai_models.naming import find_collisions

DIRECTORY = Path(registry.ai_models.__file__).parent / "demo_data"


@pytest.fixture(scope="module")
def items():
    with (DIRECTORY / "catalogue.json").open("rb") as source:
        catalogue = open_catalogue(source)
        assert catalogue.format == "litellm"
        return list(catalogue.items)


def test_every_row_is_a_model_without_a_look_alike(items):
    assert [item for item in items if not isinstance(item, CatalogueRecord)] == []
    assert find_collisions(item.catalogue_id for item in items) == []
    assert len(items) == 70


def test_it_spans_the_providers_and_cases_the_demo_tells_of(items):
    records = {item.catalogue_id: item for item in items}
    assert {item.provider for item in items} == {
        "anthropic", "azure", "bedrock", "cohere", "gemini", "groq", "mistral", "openai", "vertex_ai",
    }  # fmt: skip
    assert {
        "openai/gpt-4o": "none",
        "openai/gpt-4o-2024-08-06": "dated_snapshot",
        "openai/gpt-4o-2024-11-20": "dated_snapshot",
        "openai/gpt-4o-mini-2024-07-18": "dated_snapshot",
        "anthropic/claude-3-5-sonnet-20241022": "dated_snapshot",
        "azure/eu/gpt-4o-2024-08-06": "dated_snapshot",
        "bedrock/eu.anthropic.claude-3-5-sonnet-20240620-v1:0": "dated_snapshot",
        "mistral/mistral-large-latest": "none",
        "vertex_ai/gemini-1.5-pro-002": "dated_snapshot",
        "cohere/command-r-08-2024": "dated_snapshot",
    }.items() <= {name: record.pin_kind for name, record in records.items()}.items()
    assert sum(item.deprecation_date is not None for item in items) == 14


def test_source_and_licence_are_stated():
    text = (DIRECTORY / "SOURCE.md").read_text(encoding="utf-8")
    assert "Copyright (c) 2023 Berri AI" in text
    assert "The above copyright notice and this permission notice shall be included" in text
