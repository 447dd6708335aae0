"""The `api.json` of models.dev: providers, each with its models.

The catalogue id is `provider/model` with both spelled as the file spells them; a model id may hold slashes,
and may begin with the provider's own name (`nvidia/nvidia/…`), because that is how the provider spells it.
Providers with a slash are refused, so ids are unique because keys are. Prices are US dollars per million
tokens. There is no deprecation date; `status` is `alpha`, `beta` or `deprecated`. The family is taken from
the id, as for the other catalogues; models.dev's own, coarser `family` stays among the raw facts.

The file is read twice: first for syntax and repeated keys, then for the models, one at a time.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

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

LONGEST_PROVIDER = 100
STATUSES = frozenset({"", "alpha", "beta", "deprecated"})
CAPABILITIES = {
    "attachment": "attachment",
    "reasoning": "reasoning",
    "structured_output": "response_schema",
    "tool_call": "function_calling",
}
INPUT_CAPABILITIES = {"audio": "audio_input", "image": "vision", "pdf": "pdf_input", "video": "video_input"}
OUTPUT_CAPABILITIES = {"audio": "audio_output", "image": "image_output", "video": "video_output"}
READ_FIELDS = frozenset({"id", "release_date", "status", "modalities", "limit", "cost", *CAPABILITIES})


def read_models_dev(source: BinaryIO, *, size_limit: int = DEFAULT_SIZE_LIMIT) -> Iterator[CatalogueItem]:
    """Yield every model of the file; raises `CatalogueError` before the first if the file cannot be read."""
    checked = JSONStream(source, size_limit)
    for _ in _models(checked, unique=True):
        pass
    checked.end()
    for provider, model, value in _models(JSONStream(source, size_limit), unique=False):
        if model is None:
            yield _provider_without_models(provider, value)
        else:
            yield _read_row(provider, model, value)


def _models(stream: JSONStream, *, unique: bool) -> Iterator[tuple[str, str | None, Any]]:
    """Every model with its provider; a provider that has none comes once, without a model."""
    for provider in stream.members(unique=unique):
        stream.row = provider
        if stream.peek() != "{":
            yield provider, None, stream.value()
            continue
        has_models = False
        for field in stream.members():
            if field == "models" and stream.peek() == "{":
                has_models = True
                for model in stream.members(unique=unique):
                    stream.row = f"{provider}/{model}"
                    yield provider, model, stream.value()
                stream.row = provider
            else:
                stream.value()
        if not has_models:
            yield provider, None, {}


def _provider_without_models(provider: str, value: Any) -> CatalogueItem:
    if isinstance(value, dict):
        return SkippedRow(printable(provider), "The provider lists no models.")
    return FaultyRow(printable(provider), "The provider is not an object.")


def _read_row(provider: str, model: str, row: Any) -> CatalogueItem:
    try:
        if not isinstance(row, dict):
            raise RowFault("The model is not an object.")
        return _record(provider, model, row)
    except RowFault as fault:
        return FaultyRow(printable(f"{provider}/{model}"), str(fault))


def _record(provider: str, model: str, row: dict[str, Any]) -> CatalogueRecord:
    if "/" in fields.name_of(provider, "provider", LONGEST_PROVIDER):
        raise RowFault("The provider's name contains a slash.")
    fields.name_of(model, "name")
    status = fields.word(row, "status")
    if status not in STATUSES:
        raise RowFault(f"status is {printable(status)}, not alpha, beta or deprecated.")
    limit, cost, modalities = (_part(row, field) for field in ("limit", "cost", "modalities"))
    pin = classify_pin(model)
    context = fields.tokens(limit, "context")
    inputs, outputs = fields.words(modalities, "input"), fields.words(modalities, "output")
    capabilities = {name for field, name in CAPABILITIES.items() if fields.flag(row, field)}
    capabilities |= {INPUT_CAPABILITIES[kind] for kind in inputs if kind in INPUT_CAPABILITIES}
    capabilities |= {OUTPUT_CAPABILITIES[kind] for kind in outputs if kind in OUTPUT_CAPABILITIES}
    return CatalogueRecord(
        provider=provider,
        identifier=model,
        catalogue_id=f"{provider}/{model}",
        family=pin.family or model,
        pin_kind=pin.kind,
        pin_value=pin.value,
        source_row=f"{provider}/{model}",
        status=status,
        release_date=fields.day_or_month(row, "release_date"),
        context_tokens=fields.tokens(limit, "input") if context is None else context,
        max_output_tokens=fields.tokens(limit, "output"),
        input_usd_per_million=fields.usd_per_million(cost, "input", per=fields.MILLION),
        output_usd_per_million=fields.usd_per_million(cost, "output", per=fields.MILLION),
        cache_read_usd_per_million=fields.usd_per_million(cost, "cache_read", per=fields.MILLION),
        capabilities=tuple(sorted(capabilities)),
        raw_facts=fields.facts(row, without=READ_FIELDS) | _further_prices(cost),
    )


def _part(row: dict[str, Any], field: str) -> dict[str, Any]:
    part = row.get(field)
    if part is not None and not isinstance(part, dict):
        raise RowFault(f"{field} is not an object.")
    return part or {}


def _further_prices(cost: dict[str, Any]) -> dict[str, Any]:
    """Prices that are not compared, such as tiers and cache writes; checked like the others."""
    named = {f"cost_{field}": value for field, value in cost.items()}
    return fields.facts(named, without=frozenset({"cost_input", "cost_output", "cost_cache_read"}))
