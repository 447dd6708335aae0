"""Checks of lists of keys and of days, shared by every slice that names data classes or places."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.days import legal_day

validate_country_code = RegexValidator(
    r"\A[A-Z]{2}\Z", gettext_lazy("A country code is two capital letters (ISO 3166-1).")
)
validate_grouping_key = RegexValidator(
    r"\A[A-Z][A-Z_]{1,31}\Z", gettext_lazy("A grouping's key is made of capital letters and underscores.")
)
validate_region_key = RegexValidator(
    r"\A[a-z][a-z0-9-]*:[a-z][a-z0-9]*(-[a-z0-9]+)*\Z",
    gettext_lazy("A region's key is a provider, a colon and the provider's name for it: aws:eu-west-1."),
)
validate_condition_key = RegexValidator(
    r"\A[a-z][a-z_]{1,63}\Z", gettext_lazy("A condition's key is made of small letters and underscores.")
)


def check_keys(value: Any, known: Collection[str]) -> str:
    """Return what is wrong with a list of keys, as a sentence; empty when it names known things, each once."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return _("This must be a list of keys.")
    unknown = sorted(set(value) - set(known))
    if unknown:
        return _("Not known: %s") % ", ".join(item[:80] for item in unknown[:5])
    if len(set(value)) != len(value):
        return _("Something is named twice.")
    return ""


def refuse_keys(field: str, value: Any, known: Collection[str]) -> None:
    """Raise ValidationError on the field when its list of keys is not sound."""
    problem = check_keys(value, known)
    if problem:
        raise ValidationError({field: problem})


def start_of(day: date | None) -> datetime | None:
    """Return the first instant of a UTC day; days bound half-open intervals. None stays an open end."""
    return None if day is None else datetime.combine(day, time.min, tzinfo=UTC)


def covers(valid_from: date | None, valid_to: date | None, at: datetime) -> bool:
    """Return whether the instant lies in the half-open interval of whole UTC days."""
    day = legal_day(at)
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def overlap(first: tuple[date | None, date | None], second: tuple[date | None, date | None]) -> bool:
    """Return whether two half-open intervals share at least one day."""
    return (first[0] or date.min) < (second[1] or date.max) and (second[0] or date.min) < (
        first[1] or date.max
    )
