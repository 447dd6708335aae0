"""Reads about models: a version by its exact id, lists, look-alikes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from governance.core.errors import InvalidInput
from registry.ai_models.enums import Lifecycle, PinKind
from registry.ai_models.models import AIModel, CatalogueImport, CatalogueImportRow, ModelAlias, ModelVersion
from registry.ai_models.models.ai_model import make_skeleton
from registry.ai_models.naming import printable

SOON = timedelta(days=90)
IN_USE = (Lifecycle.APPROVED, Lifecycle.DEPRECATED)
"""States in which somebody may be relying on a version."""


def find_version(catalogue_id: str) -> ModelVersion | None:
    """Return the version with exactly this id, or None: no folding, no alias, no nearest match."""
    if not catalogue_id or "\x00" in catalogue_id:
        return None
    rows = ModelVersion.objects.select_related("model__vendor", "model__service__vendor", "service__vendor")
    found: ModelVersion | None = rows.filter(catalogue_id=catalogue_id).first()
    return found


def find_alias(name: str) -> ModelAlias | None:
    """Return the alias with exactly this name, or None."""
    if not name or "\x00" in name:
        return None
    found: ModelAlias | None = ModelAlias.objects.filter(name=name).select_related("points_to").first()
    return found


def list_versions(
    actor: Any,
    *,
    provider: str = "",
    lifecycle: str = "",
    deprecated_before: date | None = None,
    unpinned_only: bool = False,
) -> QuerySet[ModelVersion]:
    """Return the versions that the actor may see, newest first, narrowed by what is given."""
    rows: QuerySet[ModelVersion] = ModelVersion.objects.restrict(actor, "view").select_related("model")
    if provider:
        rows = rows.filter(provider=provider)
    if lifecycle:
        rows = rows.filter(lifecycle=lifecycle)
    if deprecated_before is not None:
        rows = rows.filter(deprecation_date__lt=deprecated_before)
    if unpinned_only:
        rows = rows.filter(pin_kind=PinKind.NONE)
    return rows


def list_lookalikes(version: ModelVersion) -> list[ModelVersion]:
    """Return the other versions whose id looks like this one's, oldest first."""
    rows = ModelVersion.objects.filter(fold=version.fold).exclude(pk=version.pk)
    return list(rows.select_related("model").order_by("id")[:50])


def find_lookalike_name(name: str) -> str:
    """Return a registered id or alias that looks like the name without being it; empty when there is none."""
    skeleton = make_skeleton(name)
    rows = ModelVersion.objects.filter(fold=skeleton).exclude(catalogue_id=name).order_by("id")
    found: str | None = rows.values_list("catalogue_id", flat=True).first()
    if found is None:
        aliases = ModelAlias.objects.filter(fold=skeleton).exclude(name=name).order_by("id")
        found = aliases.values_list("name", flat=True).first()
    return found or ""


def find_model(provider: str, name: str) -> AIModel | None:
    """Return the model family of a provider, or None."""
    found: AIModel | None = AIModel.objects.filter(provider=provider, name=name).first()
    return found


def get_owner(version: ModelVersion) -> Any:
    """Return the active account that is asked about a version, or None (then the officers are)."""
    owner = version.model.owner
    return owner if owner is not None and owner.is_active else None


def list_report_rows(actor: Any, record: CatalogueImport, kind: str = "") -> QuerySet[CatalogueImportRow]:
    """Return the rows of an import's report in the order of the file, of one kind if given."""
    rows = CatalogueImportRow.objects.restrict(actor, "view").filter(of=record)
    return rows.filter(kind=kind).order_by("id") if kind else rows.order_by("id")


def split_catalogue_id(catalogue_id: str) -> tuple[str, str]:
    """Return (provider, identifier) of an id, or raise InvalidInput."""
    provider, slash, identifier = catalogue_id.partition("/")
    if not (provider and slash and identifier):
        raise InvalidInput(
            fields={"catalogue_id": f"“{printable(catalogue_id)}” is not of the form provider/identifier."}
        )
    return provider, identifier
