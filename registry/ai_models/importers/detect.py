"""Opening a catalogue file of whichever format its content turns out to be."""

from typing import BinaryIO

from registry.ai_models.importers.hf_card import FENCE, read_hf_card
from registry.ai_models.importers.json_stream import JSONStream
from registry.ai_models.importers.litellm import DOCUMENTATION_ROW, read_litellm
from registry.ai_models.importers.models_dev import read_models_dev
from registry.ai_models.importers.records import (
    DEFAULT_SIZE_LIMIT,
    Catalogue,
    CatalogueError,
    CatalogueFormat,
)


def open_catalogue(
    source: BinaryIO, *, size_limit: int = DEFAULT_SIZE_LIMIT, filename: str = "", model_name: str = ""
) -> Catalogue:
    """Open a seekable binary file; `model_name`, else `filename`, names the model of a card that does not.

    Raises `CatalogueError` for a file that is none of the formats. A file that breaks off or is malformed
    later on raises it when the first item is asked for, before anything is yielded.
    """
    found = detect_format(source, size_limit=size_limit)
    if found == "litellm":
        return Catalogue(found, read_litellm(source, size_limit=size_limit))
    if found == "models_dev":
        return Catalogue(found, read_models_dev(source, size_limit=size_limit))
    card = read_hf_card(source, size_limit=size_limit, filename=filename, model_name=model_name)
    return Catalogue(found, card)


def detect_format(source: BinaryIO, *, size_limit: int = DEFAULT_SIZE_LIMIT) -> CatalogueFormat:
    """Tell the format from the content: the first member that could only be one or the other decides."""
    stream = JSONStream(source, size_limit)
    first = stream.peek()
    if not first:
        raise CatalogueError("The file is empty.")
    if first == "{":
        return _format_of_object(stream)
    if stream.text.startswith((FENCE, "#"), stream.position):
        return "hf_card"
    if first == "[":
        raise CatalogueError(
            "The file is a JSON list; a catalogue is an object with one member per model.", line=1
        )
    raise CatalogueError(
        "The file is no model catalogue that is known here: neither JSON nor a model card.", line=1
    )


def _format_of_object(stream: JSONStream) -> CatalogueFormat:
    for key in stream.members(unique=False):
        stream.row = key
        if key == DOCUMENTATION_ROW or stream.peek() != "{":
            stream.value()
            continue
        for field in stream.members():
            if field == "litellm_provider":
                return "litellm"
            if field == "models" and stream.peek() == "{":
                return "models_dev"
            stream.value()
    raise CatalogueError(
        "The file is JSON, but no catalogue that is known here: "
        "no row has a litellm_provider and no provider has models."
    )
