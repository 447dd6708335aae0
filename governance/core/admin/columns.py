"""One column of a spreadsheet and one column of a record: how a value is written, and how a cell is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django_fsm import FSMFieldMixin

from governance.core.labels import SECRET_NAME

HIDDEN_CELL = "(hidden)"
TRUE_WORDS = frozenset({"yes", "true", "1"})
FALSE_WORDS = frozenset({"no", "false", "0"})


def list_default_columns(model: Any) -> tuple[str, ...]:
    """Return the columns that an export has when the page names none: what people edit; no state, no secret."""
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if field.editable
        and not isinstance(field, FSMFieldMixin | models.FileField)
        and field.name not in model.history_excluded
        and not SECRET_NAME.search(field.name)
    )


def get_natural_key(model: Any) -> str:
    """Return the column by which spreadsheets name a record of the kind: its key, its e-mail, or its id."""
    for name in ("key", "email"):
        try:
            if model._meta.get_field(name).unique:
                return name
        except FieldDoesNotExist:
            continue
    return "id"


def write_cell(field: Any, value: Any, names: Mapping[Any, str]) -> Any:
    """Return what the cell holds; a related record that the reader may not see is hidden."""
    if value is None:
        return ""
    if isinstance(field, models.ForeignKey):
        return names.get(value, HIDDEN_CELL)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def read_cell(field: Any, cell: Any, related: Mapping[str, Any]) -> Any:
    """Return the value of a cell for a column, or raise ValidationError with a sentence.

    `related` maps what cells call related records to the records themselves, as far as the reader may see them.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = cell if isinstance(cell, str) else "" if cell is None else str(cell)
    if "\x00" in text:
        raise ValidationError(_("A text holds a NUL character."))
    if isinstance(field, models.ForeignKey):
        return _find_related(text.strip(), related)
    if text == "":
        return _read_blank(field)
    if isinstance(field, models.BooleanField):
        return _read_yes_no(text)
    if isinstance(field, models.DateTimeField):
        return _read_instant(cell, text)
    if isinstance(field, models.DateField):
        return _read_date(cell, text)
    if isinstance(field, models.JSONField):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise ValidationError(_("This is not valid JSON.")) from None
    if field.flatchoices:
        return _read_choice(field, text.strip())
    return field.to_python(text)


def _find_related(text: str, related: Mapping[str, Any]) -> Any:
    if not text:
        return None
    if text not in related:
        raise ValidationError(_("There is no such record."))
    return related[text]


def _read_blank(field: Any) -> Any:
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if field.has_default():
        return field.get_default()
    raise ValidationError(_("This cell must not be empty."))


def _read_yes_no(text: str) -> bool:
    word = text.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValidationError(_("Write yes or no."))


def _read_instant(cell: Any, text: str) -> datetime:
    try:
        value = cell if isinstance(cell, datetime) else parse_datetime(text.strip())
        if value is None and (day := parse_date(text.strip())):
            value = datetime.combine(day, time.min)
    except ValueError:
        value = None
    if value is None:
        raise ValidationError(_("Write an instant like 2026-05-01T14:00:00+00:00."))
    return timezone.make_aware(value) if timezone.is_naive(value) else value


def _read_date(cell: Any, text: str) -> date:
    try:
        value = cell.date() if isinstance(cell, datetime) else parse_date(text.strip())
    except ValueError:
        value = None
    if value is None:
        raise ValidationError(_("Write a date like 2026-05-01."))
    return value


def _read_choice(field: Any, text: str) -> Any:
    for value, label in field.flatchoices:
        if text in (str(value), str(label)) or text.lower() == str(label).lower():
            return value
    offered = ", ".join(str(value) for value, _label in field.flatchoices)
    raise ValidationError(_("Choose one of: %s.") % offered)
