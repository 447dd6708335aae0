"""LiteLLM's price file: one JSON object with a member per model, keyed by the name a gateway is called with.

**Ids.** A model's catalogue id is `provider/identifier`.

1. A key that starts with the row's `litellm_provider` and a slash already is one:
   `azure/eu/gpt-4o-2024-08-06`.
2. Some `litellm_provider` values name a route to a provider rather than a provider:
   `vertex_ai-language-models`, `bedrock_converse`. They count as the provider itself, as a gateway's caller
   spells it, so that a model which moves from one route to another keeps its id and its approvals. A key
   that starts with that provider is an id as in 1: `vertex_ai/claude-3-haiku@20240307`. The spelling with
   the route's name is kept among the record's synonyms.
3. Any other key gets the provider in front: `gpt-4o` of `openai` becomes `openai/gpt-4o`, and so does a key
   that starts with something else: `openai/1024-x-1024/dall-e-2`.
4. Where rule 3 makes an id that another row's key spells out, the spelled-out row owns it, so an id never
   changes its meaning because of what else is in the file. The other row keeps the whole id as its
   identifier. In 1.75.0 this happens once: `azure/computer-use-preview` is a key, and the bare key
   `computer-use-preview`, also of `azure`, becomes `azure/azure/computer-use-preview`, with a note.

Two keys cannot otherwise meet: a provider holds no slash, and keys are unique. A key that stands in the file
twice with different rows is refused; with the same row, as `vertex_ai/codestral@2405` in 1.60.2, it is read
once, with a note.

**Rows that are no models.** `sample_spec` documents the format; a row without `litellm_provider` holds
rules. Both are skipped. Prices are US dollars per token. The file is read twice: first for syntax, keys and
providers, so nothing is yielded of a file that breaks off, then for the rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from sys import intern
from typing import Any, BinaryIO, NamedTuple

from registry.ai_models.importers import fields
from registry.ai_models.importers.fields import RowFault
from registry.ai_models.importers.json_stream import JSONStream
from registry.ai_models.importers.records import (
    DEFAULT_SIZE_LIMIT,
    CatalogueItem,
    CatalogueRecord,
    FaultyRow,
    SkippedRow,
)
from registry.ai_models.naming import printable
from registry.ai_models.pinning import classify_pin

DOCUMENTATION_ROW = "sample_spec"
LONGEST_PROVIDER = 100
ROUTES = {
    "azure_text": "azure",
    "bedrock_converse": "bedrock",
    "cohere_chat": "cohere",
    "text-completion-openai": "openai",
}
ROUTE_PREFIXES = {"vertex_ai-": "vertex_ai", "fireworks_ai-": "fireworks_ai"}
SUPPORTS = "supports_"
REPEATED = "The row stands in the file more than once, with the same content."
READ_FIELDS = frozenset(
    {
        "mode",
        "deprecation_date",
        "input_cost_per_token",
        "output_cost_per_token",
        "cache_read_input_token_cost",
        "supported_regions",
    }
)


class RowIndex(NamedTuple):
    """What the first reading finds: the `litellm_provider` of every key, and the keys that stand there
    twice."""

    providers: dict[str, str | None]
    repeated: set[str]


class ModelName(NamedTuple):
    """The three names a row gets from its key and its provider."""

    provider: str
    identifier: str
    note: str


def read_litellm(source: BinaryIO, *, size_limit: int = DEFAULT_SIZE_LIMIT) -> Iterator[CatalogueItem]:
    """Yield every row of the file; raises `CatalogueError` before the first if the file cannot be read."""
    index = _index_rows(JSONStream(source, size_limit))
    stream = JSONStream(source, size_limit)
    to_be_yielded_once = set(index.repeated)
    for key in stream.members(unique=False):
        stream.row = key
        row = stream.value()
        if key not in index.repeated:
            yield _read_row(key, row, index.providers)
        elif key in to_be_yielded_once:
            to_be_yielded_once.remove(key)
            item = _read_row(key, row, index.providers)
            yield replace(item, notes=(*item.notes, REPEATED)) if isinstance(item, CatalogueRecord) else item


def provider_of(litellm_provider: str) -> str:
    """The provider that a `litellm_provider` stands for."""
    for prefix, provider in ROUTE_PREFIXES.items():
        if litellm_provider.startswith(prefix):
            return provider
    return ROUTES.get(litellm_provider, litellm_provider)


def name_model(key: str, providers: Mapping[str, str | None]) -> ModelName:
    """Name the model of a row, given the `litellm_provider` of every row."""
    route = providers[key] or ""
    for provider in (route, provider_of(route)):
        if _spells_out(key, provider):
            return ModelName(provider, key[len(provider) + 1 :], "")
    provider, identifier, note = provider_of(route), key, ""
    while _is_spelled_out(f"{provider}/{identifier}", providers):
        note = f"Another row spells out the id {provider}/{key}; this row keeps the whole id as its name."
        identifier = f"{provider}/{identifier}"
    return ModelName(provider, identifier, note)


def _spells_out(key: str, provider: str) -> bool:
    return key.startswith(f"{provider}/") and len(key) > len(provider) + 1


def _is_spelled_out(catalogue_id: str, providers: Mapping[str, str | None]) -> bool:
    route = providers.get(catalogue_id)
    return route is not None and any(_spells_out(catalogue_id, name) for name in (route, provider_of(route)))


def _index_rows(stream: JSONStream) -> RowIndex:
    index = RowIndex({}, set())
    contents: dict[str, int] = {}
    for key in stream.members(unique=False):
        stream.row = key
        row = stream.value()
        provider = row.get("litellm_provider") if isinstance(row, dict) else None
        content = hash(repr(sorted(row.items()) if isinstance(row, dict) else row))
        if contents.setdefault(key, content) != content:
            stream.fail("The key appears twice with different rows.")
        if key in index.providers:
            index.repeated.add(key)
        index.providers[key] = intern(provider) if isinstance(provider, str) else None
    stream.end()
    return index


def _read_row(key: str, row: Any, providers: Mapping[str, str | None]) -> CatalogueItem:
    if key == DOCUMENTATION_ROW:
        return SkippedRow(key, "It documents the file's layout and is no model.")
    try:
        if not isinstance(row, dict):
            raise RowFault("The row is not an object.")
        if row.get("litellm_provider") is None:
            return SkippedRow(printable(key), "It has no litellm_provider, so it is no model.")
        return _record(key, row, providers)
    except RowFault as fault:
        return FaultyRow(printable(key), str(fault))


def _record(key: str, row: dict[str, Any], providers: Mapping[str, str | None]) -> CatalogueRecord:
    fields.name_of(key, "name")
    route = fields.name_of(row["litellm_provider"], "litellm_provider", LONGEST_PROVIDER)
    if "/" in route:
        raise RowFault("The litellm_provider contains a slash.")
    name = name_model(key, providers)
    catalogue_id = f"{name.provider}/{name.identifier}"
    pin = classify_pin(name.identifier)
    supports = sorted(field for field in row if field.startswith(SUPPORTS))
    context = fields.tokens(row, "max_input_tokens")
    output, either = fields.tokens(row, "max_output_tokens"), fields.tokens(row, "max_tokens")
    return CatalogueRecord(
        provider=name.provider,
        identifier=name.identifier,
        catalogue_id=catalogue_id,
        family=pin.family or name.identifier,
        pin_kind=pin.kind,
        pin_value=pin.value,
        source_row=key,
        mode=fields.word(row, "mode"),
        deprecation_date=fields.day(row, "deprecation_date"),
        context_tokens=either if context is None else context,
        max_output_tokens=either if output is None else output,
        input_usd_per_million=fields.usd_per_million(row, "input_cost_per_token", per=1),
        output_usd_per_million=fields.usd_per_million(row, "output_cost_per_token", per=1),
        cache_read_usd_per_million=fields.usd_per_million(row, "cache_read_input_token_cost", per=1),
        supported_regions=fields.words(row, "supported_regions"),
        capabilities=tuple(field.removeprefix(SUPPORTS) for field in supports if fields.flag(row, field)),
        synonyms=() if route == name.provider else (f"{route}/{name.identifier}",),
        notes=(name.note,) if name.note else (),
        raw_facts=fields.facts(row, without=READ_FIELDS.union(supports)),
    )
