"""How columns and related records are named to a reader: only what the reader may see has a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from governance.core.diffs import FieldWording, ValueKind
from governance.core.rights import rights_of

SECRET_NAME = re.compile(r"(secret|password|passphrase|private_key|token$)")
NOT_WORTH_SAYING = frozenset({"id", "created_at", "updated_at"})


def _kind_of(field: Any) -> ValueKind:
    if SECRET_NAME.search(field.name):
        return ValueKind.HIDDEN
    if isinstance(field, models.ForeignKey):
        return ValueKind.REFERENCE
    if field.flatchoices:
        return ValueKind.CHOICE
    for field_class, kind in (
        (models.BooleanField, ValueKind.YES_NO),
        (models.DateTimeField, ValueKind.INSTANT),
        (models.DateField, ValueKind.DATE),
        (models.JSONField, ValueKind.JSON),
    ):
        if isinstance(field, field_class):
            return kind
    return ValueKind.PLAIN


@cache
def list_tracked_fields(model: type[models.Model]) -> tuple[Any, ...]:
    """Return the columns whose changes the history of the kind keeps, without keys and time stamps."""
    fields = model.history.model.tracked_fields  # type: ignore[attr-defined]
    return tuple(field for field in fields if field.name not in NOT_WORTH_SAYING)


def list_wordings(model: type[models.Model]) -> list[FieldWording]:
    """Return how each column of the kind is put into words, in the reader's language."""
    return [
        FieldWording(
            name=field.name,
            label=capfirst(str(field.verbose_name)),
            kind=_kind_of(field),
            choices={str(value): str(label) for value, label in field.flatchoices},
        )
        for field in list_tracked_fields(model)
    ]


def values_of(row: Any, model: type[models.Model]) -> dict[str, Any]:
    """Return the tracked values of a record or history row; related records by their keys."""
    return {field.name: getattr(row, field.attname) for field in list_tracked_fields(model)}


def name_references(
    actor: Any, model: type[models.Model], versions: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, Any], str]:
    """Return {(column, key): label} for the related records among the versions that the actor may see.

    One query for each related kind, however many versions there are.
    """
    wanted: dict[Any, set[Any]] = defaultdict(set)
    columns: list[tuple[str, Any]] = []
    versions = list(versions)
    for field in list_tracked_fields(model):
        if isinstance(field, models.ForeignKey):
            related = field.related_model
            columns.append((field.name, related))
            wanted[related].update(v[field.name] for v in versions if v.get(field.name) is not None)
    found = {related: name_visible(actor, related, keys) for related, keys in wanted.items()}
    return {(name, key): label for name, related in columns for key, label in found[related].items()}


def name_visible(actor: Any, model: Any, keys: set[Any]) -> dict[Any, str]:
    """Return {key: label} of the records of one kind that the actor may see; foreign and missing have none."""
    if not keys:
        return {}
    if model is ContentType:
        return {key: str(ContentType.objects.get_for_id(key)) for key in keys}
    manager = model._default_manager
    if not hasattr(manager.all(), "restrict"):
        return {}
    related = [f.name for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]
    rows = manager.restrict(actor, "view").filter(pk__in=keys).select_related(*related)
    names = {row.pk: str(row) for row in rows}
    gone = keys - set(names)
    if gone and hasattr(model, "history") and rights_of(actor).everywhere_has(model.get_permission("view")):
        names |= _name_deleted(model, gone)
    return names


def _name_deleted(model: Any, keys: set[Any]) -> dict[Any, str]:
    names: dict[Any, str] = {}
    for row in model.history.filter(id__in=keys).order_by("history_date"):
        try:
            names[row.id] = _("%s (deleted)") % row.instance
        except ObjectDoesNotExist:
            continue
    return names
