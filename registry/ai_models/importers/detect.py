"""Opening a catalogue file of whichever format it turns out to be."""

from typing import BinaryIO

from registry.ai_models.importers.records import DEFAULT_SIZE_LIMIT, Catalogue


def open_catalogue(
    source: BinaryIO, *, size_limit: int = DEFAULT_SIZE_LIMIT, filename: str = "", model_name: str = ""
) -> Catalogue:
    """Open a seekable binary file; `model_name` or `filename` names the model of a card that does not."""
    raise NotImplementedError
