"""Comparing what the registry knows with what a catalogue now says, without touching either."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from registry.ai_models.importers.records import CatalogueItem, CatalogueRecord


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """The facts of one model that are compared. Store `to_json()`, get it back with `from_json()`."""

    family: str = ""
    pin_kind: str = "none"
    pin_value: str = ""
    mode: str = ""
    status: str = ""
    deprecation_date: date | None = None
    release_date: str = ""
    context_tokens: int | None = None
    max_output_tokens: int | None = None
    input_usd_per_million: Decimal | None = None
    output_usd_per_million: Decimal | None = None
    cache_read_usd_per_million: Decimal | None = None
    supported_regions: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    licence: str = ""

    @classmethod
    def of(cls, record: CatalogueRecord) -> "CatalogueFacts":
        raise NotImplementedError

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "CatalogueFacts":
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one model, before and after, as JSON values."""

    field: str
    old: Any
    new: Any


@dataclass(slots=True)
class Report:
    """The outcome of a comparison; lists hold catalogue ids in the order of the file."""

    format: str
    models: int = 0
    unchanged: int = 0
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    newly_deprecated: list[str] = field(default_factory=list)
    changed: dict[str, tuple[FieldChange, ...]] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """Row key and reason."""
    errors: list[tuple[str, str]] = field(default_factory=list)
    """Row key and message."""
    collisions: list[tuple[str, ...]] = field(default_factory=list)
    """Groups of catalogue ids that look alike, at least one of them in the file."""

    def to_dict(self) -> dict[str, Any]:
        raise NotImplementedError


def reconcile(current: Mapping[str, CatalogueFacts], incoming: Iterable[CatalogueItem], *, format: str) -> Report:
    """Compare the registry's facts from this catalogue, by catalogue id, with the rows of a file."""
    raise NotImplementedError
