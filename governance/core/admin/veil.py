"""What the reader may not see is not named: related records on lists, forms, filters and read-only pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from django import forms
from django.contrib.admin import FieldListFilter, RelatedFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.views import ChangeList

from governance.core.rights import rights_of

MOST_CHOICES = 1_000
UNSEEN = _("a record you cannot see")


class Unseen:
    """Stands in a page for a related record that the reader may not see.

    It has no key, so that no link leads to it, and whatever a page asks of it reads the same.
    """

    pk = ""

    def __str__(self) -> str:
        return str(UNSEEN)

    def __getattr__(self, name: str) -> Unseen:
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Unseen:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def list_scoped_keys(model: type[models.Model]) -> list[Any]:
    """Return the foreign keys of a kind that lead to scoped kinds."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and hasattr(field.related_model._default_manager.all(), "restrict")
    ]


def veil(user: Any, records: Iterable[Any]) -> None:
    """Put a nameless stand-in for each related record that the user may not see; for rendering only.

    Costs no query for readers with rights on all records of the related kind, else one for each related kind.
    """
    records = [record for record in records if record is not None]
    if not records:
        return
    rights = rights_of(user)
    places: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    for field in list_scoped_keys(type(records[0])):
        related = field.related_model._meta  # a scoped kind need not be a tracked one (jobs)
        if not rights.everywhere_has(f"{related.app_label}.view_{related.model_name}"):
            for record in records:
                if getattr(record, field.attname, None) is not None:
                    places[field.related_model].append((record, field))
    for model, entries in places.items():
        keys = {getattr(record, field.attname) for record, field in entries}
        visible = set(
            model._default_manager.restrict(user, "view").filter(pk__in=keys).values_list("pk", flat=True)
        )
        for record, field in entries:
            key = getattr(record, field.attname)
            if key not in visible:
                record._state.fields_cache[field.cache_name] = Unseen()


def show(user: Any, record: Any) -> Any:
    """Return a copy of the record for rendering, whose own name names only what the user may see."""
    shown = copy(record)
    veil(user, [shown])
    return shown


class CleanChangeList(ChangeList):
    """A list page that takes no value which a database cannot hold."""

    def get_filters(self, request: HttpRequest) -> Any:
        """Refuse a NUL among the filters: no value has one, and PostgreSQL faults where SQLite finds nothing."""
        if any("\x00" in value for values in self.filter_params.values() for value in values):
            raise IncorrectLookupParameters
        return super().get_filters(request)


class VeilingChangeList(CleanChangeList):
    """A list page whose rows name only related records that the reader may see."""

    def get_results(self, request: HttpRequest) -> None:
        """Veil the rows of the page once they are read, and the rows that their columns reach through."""
        super().get_results(request)
        veil(request.user, self.result_list)
        paths = self.list_select_related if isinstance(self.list_select_related, list | tuple) else ()
        for name in {path.partition("__")[0] for path in paths if "__" in path}:
            reached = (getattr(row, name, None) for row in self.result_list)
            veil(request.user, [record for record in reached if isinstance(record, models.Model)])


class ScopedChoicesMixin:
    """Offers in a related filter only the records that the reader may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Return (key, label) of the visible related records."""
        manager = field.remote_field.model._default_manager
        rows = manager.all()
        if not hasattr(rows, "restrict"):
            choices: list[tuple[Any, str]] = super().field_choices(field, request, model_admin)  # type: ignore[misc]
            return choices
        related = [f.name for f in list_scoped_keys(rows.model)]
        found = list(rows.restrict(request.user, "view").select_related(*related)[:MOST_CHOICES])
        veil(request.user, found)
        return [(row.pk, str(row)) for row in found]


class ScopedRelatedFilter(ScopedChoicesMixin, RelatedDropdownFilter):
    """The filter by a related record that every list gets by default."""


def scope_filters(model: type[models.Model], filters: Iterable[Any]) -> list[Any]:
    """Return the filters of a list with every related one scoped to its reader."""
    scoped: list[Any] = []
    for item in filters:
        if isinstance(item, str) and _leads_to_record(model, item):
            scoped.append((item, ScopedRelatedFilter))
        elif isinstance(item, list | tuple):
            path, filter_class = item
            scoped.append((path, _scope_class(filter_class)))
        else:
            scoped.append(item)
    return scoped


def _leads_to_record(model: type[models.Model], path: str) -> bool:
    try:
        return bool(get_fields_from_path(model, path)[-1].is_relation)
    except FieldDoesNotExist:
        return False


def _scope_class(filter_class: type[FieldListFilter]) -> type[FieldListFilter]:
    if not issubclass(filter_class, RelatedFieldListFilter) or issubclass(filter_class, ScopedChoicesMixin):
        return filter_class
    if "Autocomplete" in filter_class.__name__:
        return filter_class  # asks the related kind's own page, which is scoped
    return type(f"Scoped{filter_class.__name__}", (ScopedChoicesMixin, filter_class), {})


class ScopedFormMixin:
    """Keeps a related record that the reader may not see as it is: shown without a name, never lost by saving."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        if instance is None or instance._state.adding:
            return
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if not isinstance(field, forms.ModelChoiceField) or isinstance(
                field, forms.ModelMultipleChoiceField
            ):
                continue
            key = self.initial.get(name)  # type: ignore[attr-defined]
            if key is None or field.queryset is None or field.queryset.filter(pk=key).exists():
                continue
            field.disabled = True
            field.queryset = field.queryset.model._base_manager.filter(pk=key)
            field.widget = forms.Select(choices=[(key, UNSEEN)], attrs={"class": "imp-select"})
            field.widget.is_required = field.required

    def add_error(self, field: str | None, error: Any) -> None:
        """Show above the form what is wrong with a column that the form does not show."""
        if field is None and hasattr(error, "error_dict"):
            placed: dict[str, list[Any]] = defaultdict(list)
            for name, errors in error.error_dict.items():
                placed[name if name in self.fields else NON_FIELD_ERRORS] += errors  # type: ignore[attr-defined]
            error = ValidationError(placed)
        super().add_error(field, error)  # type: ignore[misc]
