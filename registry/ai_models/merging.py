"""What a catalogue row writes into a version: new ones, changed ones, and those its catalogue no longer names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from governance.core.ids import new_id
from registry.ai_models.enums import CatalogueState, Source
from registry.ai_models.importers.records import CatalogueRecord
from registry.ai_models.models import AIModel, CatalogueImport, ModelVersion
from registry.ai_models.models.ai_model import make_skeleton
from registry.ai_models.reconciliation import CatalogueFacts

# Fact of a catalogue -> column of the version; family and licence belong to the model, the cache price to the facts.
COLUMNS = {
    "pin_kind": "pin_kind",
    "pin_value": "pin_value",
    "mode": "mode",
    "status": "provider_status",
    "deprecation_date": "deprecation_date",
    "release_date": "release_date",
    "context_tokens": "context_tokens",
    "max_output_tokens": "max_output_tokens",
    "input_usd_per_million": "input_usd_per_million",
    "output_usd_per_million": "output_usd_per_million",
    "supported_regions": "supported_regions",
    "capabilities": "capabilities",
}
SET_BY_PEOPLE = frozenset({"mode", "release_date"})
"""Columns that people may set as well: a catalogue's change of mind does not undo theirs."""
WRITTEN = (*COLUMNS.values(), "listings", "catalogue_state", "source", "raw_facts", "synonyms", "last_import")


def _column_value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def make_listing(facts: CatalogueFacts, *, present: bool = True) -> dict[str, Any]:
    """Return what a version keeps of one catalogue: whether it is named there, and the facts that were stated."""
    stated = {name: value for name, value in facts.to_json().items() if value not in (None, "", [])}
    return {"present": present, "facts": stated}


def make_new_version(
    item: CatalogueRecord,
    *,
    format: str,
    model_id: UUID,
    record: CatalogueImport,
    id: UUID | None = None,
    lookalike_id: UUID | None = None,
) -> ModelVersion:
    """Return an unsaved version of a catalogue row: proposed, whatever the catalogue says of it."""
    facts = CatalogueFacts.of(item)
    return ModelVersion(
        id=id or new_id(),
        model_id=model_id,
        catalogue_id=item.catalogue_id,
        provider=item.provider,
        identifier=item.identifier,
        fold=make_skeleton(item.catalogue_id),
        source=format,
        catalogue_state=CatalogueState.PRESENT,
        listings={format: make_listing(facts)},
        raw_facts=dict(item.raw_facts),
        synonyms=list(item.synonyms),
        first_import=record,
        last_import=record,
        lookalike_of_id=lookalike_id,
        **{column: _column_value(getattr(facts, fact)) for fact, column in COLUMNS.items()},
    )


def make_new_model(id: UUID, provider: str, name: str, mode: str, licence: str) -> AIModel:
    """Return an unsaved model family; people add vendor, owner and the rest."""
    skeleton = make_skeleton(f"{provider}/{name}")
    return AIModel(id=id, provider=provider, name=name, fold=skeleton, mode=mode, licence=licence[:500])


def merge_row(version: ModelVersion, item: CatalogueRecord, *, format: str, record: CatalogueImport) -> None:
    """Write a row's facts into an existing version.

    The catalogue that leads a version (the first that named it, or the one that names it still) sets its facts.
    Another one is kept beside it and can only bring the end of support closer.
    """
    new = CatalogueFacts.of(item)
    others = [name for name, listing in version.listings.items() if name != format and listing["present"]]
    listing = version.listings.get(format)
    old = CatalogueFacts.from_json(listing["facts"]) if listing else None
    if version.source == format or not others:
        _lead(version, old, new)
        version.source = format
        version.raw_facts, version.synonyms = dict(item.raw_facts), list(item.synonyms)
    else:
        version.deprecation_date = _earlier(version.deprecation_date, new.deprecation_date)
    version.listings = {**version.listings, format: make_listing(new)}
    version.catalogue_state = CatalogueState.PRESENT
    version.last_import = record


def _lead(version: ModelVersion, old: CatalogueFacts | None, new: CatalogueFacts) -> None:
    before = old or CatalogueFacts()
    for fact, column in COLUMNS.items():
        said, says = getattr(before, fact), getattr(new, fact)
        if said == says:
            continue
        present = getattr(version, column)
        if fact == "deprecation_date":
            # A date that differs from what the catalogue said was set by a person: the earlier end counts.
            says = says if present == said else _earlier(present, says)
        elif (fact in SET_BY_PEOPLE or old is None) and present and present != _column_value(said):
            continue
        setattr(version, column, _column_value(says))


def _earlier(first: date | None, second: date | None) -> date | None:
    return min((each for each in (first, second) if each is not None), default=None)


def mark_removed(version: ModelVersion, *, format: str, record: CatalogueImport) -> None:
    """Note that a catalogue no longer names the version; another one that does leads from now on."""
    listing = {**version.listings[format], "present": False}
    version.listings = {**version.listings, format: listing}
    still: Sequence[str] = [name for name, each in version.listings.items() if each["present"]]
    if still:
        version.source = Source(still[0]) if version.source == format else version.source
    else:
        version.catalogue_state = CatalogueState.REMOVED
    version.last_import = record
