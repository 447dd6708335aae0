"""Reading catalogue files from memory, and a reader's own copies of LiteLLM's file where there are any."""

import json
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from registry.ai_models.importers.detect import open_catalogue
from registry.ai_models.importers.records import Catalogue, CatalogueItem


@pytest.fixture
def open_content() -> Callable[..., Catalogue]:
    """Open bytes, text or the JSON of an object as a catalogue."""

    def opened(content: bytes | str | dict[str, Any], **options: Any) -> Catalogue:
        text = json.dumps(content) if isinstance(content, dict) else content
        raw = text.encode() if isinstance(text, str) else text
        return open_catalogue(BytesIO(raw), **options)

    return opened


@pytest.fixture
def read(open_content: Callable[..., Catalogue]) -> Callable[..., list[CatalogueItem]]:
    """Every item of a catalogue."""
    return lambda content, **options: list(open_content(content, **options).items)


@pytest.fixture
def genuine_file() -> Callable[[str], Path]:
    """The path of a genuine LiteLLM price file by version; skips where the reader has none."""

    def found(version: str) -> Path:
        directory = os.environ.get("CATALOGUE_DIR")
        if not directory:
            pytest.skip("CATALOGUE_DIR does not name a folder with copies of LiteLLM's price file")
        path = Path(directory) / f"litellm_{version}_model_prices.json"
        if not path.exists():
            pytest.skip(f"CATALOGUE_DIR holds no {path.name}")
        return path

    return found
