"""Small LiteLLM catalogues for the tests."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from registry.ai_models import services
from registry.ai_models.models import CatalogueImport

GPT_4O = "openai/gpt-4o-2024-08-06"


def make_row(provider: str = "openai", **values: Any) -> dict[str, Any]:
    """Return one row of a price file."""
    return {
        "litellm_provider": provider,
        "mode": "chat",
        "max_input_tokens": 128000,
        "max_output_tokens": 16384,
        "input_cost_per_token": 2.5e-06,
        "output_cost_per_token": 1e-05,
        "supports_vision": True,
        **values,
    }


def make_file(rows: dict[str, Any]) -> BytesIO:
    """Return a price file with these rows."""
    return BytesIO(json.dumps(rows).encode())


def import_rows(actor: Any, rows: dict[str, Any], **options: Any) -> CatalogueImport:
    """Import a price file with these rows."""
    return services.import_catalogue(actor=actor, source=make_file(rows), file_name="prices.json", **options)


def get_counts(record: CatalogueImport) -> dict[str, int]:
    """Return the counts that are not zero."""
    names = ("added", "removed", "newly_deprecated", "changed", "skipped", "errors", "collisions")
    return {name: record.get_count(name) for name in names if record.get_count(name)}
