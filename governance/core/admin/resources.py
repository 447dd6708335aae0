"""A kind of record as a spreadsheet: rows found, related and written within the rights of the person who asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _
from import_export.resources import ModelResource, modelresource_factory
from import_export.results import RowResult

from governance.core.admin.columns import HIDDEN_CELL, get_natural_key, read_cell, write_cell
from governance.core.admin.veil import show
from governance.core.diffs import diff_values
from governance.core.enums import Channel
from governance.core.errors import ServiceError
from governance.core.labels import list_wordings, name_references, values_of
from governance.core.origin import arriving_through, current_origin
from governance.core.services import change_record, create_record, import_rows

CHUNK = 500


class NothingKept(Exception):
    """Carries the result of a rehearsal or a refused import out of the transaction that it undoes."""


class GovernedRow(RowResult):
    """One imported row with its changes in words."""

    def __init__(self) -> None:
        super().__init__()
        self.label = ""
        self.changes: list[Any] = []


class ScopedResource(ModelResource):
    """Exports what it is given; imports by services, one transaction, all rows or none.

    `importable` names the columns that an import may set; others that an export holds are passed over.
    """

    importable: tuple[str, ...] = ()
    create_service: Any = None
    change_service: Any = None

    def __init__(self, user: Any = None, **kwargs: Any) -> None:
        super().__init__()
        self.user = user
        self._names: dict[str, dict[Any, str]] = {}
        self._related: dict[str, dict[str, Any]] = {}
        self._records: dict[str, Any] = {}
        self._references: dict[Any, str] = {}

    @classmethod
    def get_row_result_class(cls) -> type[GovernedRow]:
        """Return the class that carries changes in words."""
        return GovernedRow

    def field_of(self, name: str) -> Any:
        """Return the record's column of this name."""
        return self._meta.model._meta.get_field(name)

    # Export ------------------------------------------------------------------------------------------------------

    def before_export(self, queryset: Any, **kwargs: Any) -> None:
        """Name the related records that the reader may see, with one query for each foreign key."""
        for name in self.fields:
            field = self.field_of(name)
            if isinstance(field, models.ForeignKey):
                related = field.related_model
                rows = related._default_manager.all()
                if hasattr(rows, "restrict"):
                    rows = rows.restrict(self.user, "view")
                wanted = queryset.order_by().values(field.attname)
                key = get_natural_key(related)
                found = rows.filter(pk__in=wanted).values_list("pk", key)
                self._names[name] = {pk: str(value) for pk, value in found}

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        """Return one cell."""
        name = self.get_field_name(field)
        column = self.field_of(name)
        return write_cell(column, getattr(instance, column.attname), self._names.get(name, {}))

    # Import ------------------------------------------------------------------------------------------------------

    def import_data(self, dataset: Any, dry_run: bool = False, **kwargs: Any) -> Any:
        """Import, or rehearse: the services really run, and what they did is undone when a row is refused."""
        origin = current_origin()
        with arriving_through(Channel.IMPORT, request_id=origin.request_id, address=origin.address):
            try:
                return import_rows(
                    actor=self.user,
                    model=self._meta.model,
                    file_name=str(kwargs.get("file_name") or "")[:200],
                    run=lambda: self._run(dataset, dry_run=dry_run, **kwargs),
                )
            except NothingKept as outcome:
                return outcome.args[0]

    def _run(self, dataset: Any, *, dry_run: bool, **kwargs: Any) -> Any:
        kwargs["rollback_on_validation_errors"] = True
        result = super().import_data(dataset, dry_run=dry_run, **kwargs)
        if dry_run or result.has_errors() or result.has_validation_errors():
            raise NothingKept(result)
        return result

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Refuse unknown columns, then find every record and related record that the file names."""
        known = {"id", *self.fields, *self.importable}
        unknown = [name for name in dataset.headers if name not in known]
        if unknown:
            raise ValidationError(_("There is no column called: %s") % ", ".join(unknown))
        columns = {name: [str(cell) for cell in dataset[name]] for name in dataset.headers}
        self._find_records(columns)
        for name in self.importable:
            field = self.field_of(name)
            if name in columns and isinstance(field, models.ForeignKey):
                self._related[name] = _find_by(
                    self.user, field.related_model, get_natural_key(field.related_model), columns[name]
                )
        self._references = name_references(
            self.user,
            self._meta.model,
            [values_of(record, self._meta.model) for record in self._records.values()],
        )

    def _find_records(self, columns: dict[str, list[str]]) -> None:
        model = self._meta.model
        for name in {"id", get_natural_key(model)} & set(columns):
            for text, record in _find_by(self.user, model, name, columns[name]).items():
                self._records[f"{name}:{text}"] = record

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> GovernedRow:
        """Create or change the record of one row by its service; refusals belong to the row."""
        result = self.get_row_result_class()()
        try:
            record = self._get_record(row)
            values = self._read_values(row, record)
            if record is None:
                self._create(result, values)
            else:
                self._change(result, record, values)
        except ValidationError as error:
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, error
        except ServiceError as refusal:
            errors: dict[str, Any] = {name: [str(text)] for name, text in refusal.fields.items()}
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError(errors or str(refusal.message))
        except IntegrityError:
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError(_("This conflicts with another record."))
        return result

    def _get_record(self, row: Any) -> Any:
        given = str(row.get("id") or "").strip()
        if given:
            record = self._records.get(f"id:{given}")
            if record is None:
                raise ValidationError({"id": _("There is no such record.")})
            return record
        key = get_natural_key(self._meta.model)
        return self._records.get(f"{key}:{str(row.get(key) or '').strip()}") if key in row else None

    def _read_values(self, row: Any, record: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for name in self.importable:
            if name not in row or (row[name] == HIDDEN_CELL and record is not None):
                continue
            try:
                values[name] = read_cell(self.field_of(name), row[name], self._related.get(name, {}))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)
        return values

    def _create(self, result: GovernedRow, values: dict[str, Any]) -> None:
        own = type(self).create_service
        if own is not None:
            record = own(actor=self.user, values=values)
        else:
            record = create_record(actor=self.user, model=self._meta.model, values=values)
        result.import_type, result.label = RowResult.IMPORT_TYPE_NEW, str(show(self.user, record))
        result.changes = self._word(None, record, values)

    def _change(self, result: GovernedRow, record: Any, values: dict[str, Any]) -> None:
        result.label = str(show(self.user, record))
        values = {name: value for name, value in values.items() if not _is_same(getattr(record, name), value)}
        if not values:
            result.import_type = RowResult.IMPORT_TYPE_SKIP
            return
        before = values_of(record, self._meta.model)
        own = type(self).change_service or change_record
        changed = own(actor=self.user, record=record, values=values)
        result.import_type = RowResult.IMPORT_TYPE_UPDATE
        result.changes = self._word(before, changed, values)

    def _word(self, before: Any, record: Any, values: dict[str, Any]) -> list[Any]:
        names = dict(self._references)
        for name, value in values.items():
            if isinstance(value, models.Model):
                names[name, value.pk] = str(value)
        wordings = [wording for wording in list_wordings(self._meta.model) if wording.name in values]
        return diff_values(before, values_of(record, self._meta.model), wordings, names)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Do nothing: keys are no sequences here."""


def _is_same(old: Any, new: Any) -> bool:
    return bool(old == new) or (old in (None, "") and new in (None, ""))


def _find_by(user: Any, model: Any, column: str, texts: Iterable[str]) -> dict[str, Any]:
    """Return {text: record} for the records that the user may see; by id as well where the column is another."""
    wanted = sorted({text.strip() for text in texts if text.strip()})
    rows = model._default_manager.all()
    if hasattr(rows, "restrict"):
        rows = rows.restrict(user, "view")
    related = [field.name for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    found: dict[str, Any] = {}
    field = model._meta.get_field(column)
    for start in range(0, len(wanted), CHUNK):
        usable = []
        for text in wanted[start : start + CHUNK]:
            try:
                field.to_python(text)
            except ValidationError:
                continue
            usable.append(text)
        for record in rows.filter(**{f"{column}__in": usable}).select_related(*related):
            found[str(getattr(record, column))] = record
    return found


def make_resource(
    model: Any, exported: Iterable[str], importable: Iterable[str], *, create: Any = None, change: Any = None
) -> type[ScopedResource]:
    """Return the resource class of one kind for the columns that its page offers."""
    fields = ["id", *(name for name in exported if name != "id")]
    for name in importable:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            raise ValueError(f"{model.__name__} has no column {name} to import.") from None
    resource: type[ScopedResource] = modelresource_factory(
        model,
        resource_class=ScopedResource,
        meta_options={"fields": fields, "skip_diff": True, "name": str(model._meta.verbose_name_plural)},
    )
    resource.importable = tuple(importable)
    resource.create_service = staticmethod(create) if create else None
    resource.change_service = staticmethod(change) if change else None
    return resource
