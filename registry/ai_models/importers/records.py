"""What a catalogue file says, in one shape for every format.

A reader yields one `CatalogueItem` per row of the file, in file order: a `CatalogueRecord`, a `SkippedRow`
for a row that is no model, or a `FaultyRow` for a row that cannot be trusted. A file that cannot be read at
all raises `CatalogueError`; a reader raises nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

CatalogueFormat = Literal["litellm", "models_dev", "hf_card"]
PinKind = Literal["dated_snapshot", "content_digest", "deployment_id", "none"]
JSONValue = str | int | float | bool | None | list["JSONValue"] | dict[str, "JSONValue"]

DEFAULT_SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes a catalogue file may have unless the caller says otherwise."""


class CatalogueError(Exception):
    """The file is refused as a whole; `row` and `line` say where, when that is known (lines count from 1)."""

    def __init__(self, message: str, row: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.row = row
        self.line = line

    def __str__(self) -> str:
        place = [f"row {self.row!a}"] if self.row is not None else []
        place += [f"line {self.line}"] if self.line is not None else []
        return f"{', '.join(place)}: {self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class CatalogueRecord:
    """One model as one catalogue describes it; prices are US dollars per million tokens, to 10 decimals."""

    provider: str
    identifier: str
    """Exactly as the catalogue spells it, without the provider in front."""
    catalogue_id: str
    """`provider/identifier`, unique within one file; the id that decisions are asked with."""
    family: str
    """The bare name without date, version or routing prefix: `gpt-4o` for `eu/gpt-4o-2024-08-06`."""
    pin_kind: PinKind
    pin_value: str
    source_row: str
    """The key of the row in the file, for messages."""
    mode: str = ""
    status: str = ""
    """`alpha`, `beta` or `deprecated` where the catalogue says so, else empty."""
    deprecation_date: date | None = None
    release_date: str = ""
    """`YYYY-MM` or `YYYY-MM-DD`, as precise as the catalogue is."""
    context_tokens: int | None = None
    """Tokens a request may hold in all, or its input where the catalogue gives only that."""
    max_output_tokens: int | None = None
    input_usd_per_million: Decimal | None = None
    output_usd_per_million: Decimal | None = None
    cache_read_usd_per_million: Decimal | None = None
    supported_regions: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    """Sorted snake_case words such as `function_calling` and `vision`."""
    licence: str = ""
    synonyms: tuple[str, ...] = ()
    """Other spellings of `catalogue_id` that mean exactly this row, e.g. with a provider's route name."""
    notes: tuple[str, ...] = ()
    """What the reader had to leave out, in sentences."""
    raw_facts: Mapping[str, JSONValue] = field(default_factory=dict, hash=False)
    """The remaining facts of the row, trimmed and safe to store as JSON."""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no model, with the reason it was passed over."""

    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row that is wrong; an import that meets one must refuse the file."""

    row: str
    message: str


CatalogueItem = CatalogueRecord | SkippedRow | FaultyRow


@dataclass(frozen=True, slots=True)
class Catalogue:
    """An opened file: its format and its rows, which are read while they are consumed, once."""

    format: CatalogueFormat
    items: Iterator[CatalogueItem]
