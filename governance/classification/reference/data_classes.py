"""Reads the data classes to offer. Pure, and as strict as the readers of the tables beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from governance.classification.reference.loader import REFERENCE_FOLDER, country_codes, read_groupings
from governance.classification.reference.records import DataClass, HandlingDefaults
from governance.classification.reference.tables import ReferenceDataError, read_objects

SENSITIVITIES = ("public", "internal", "confidential", "restricted")
"""From least to most sensitive."""

CATEGORIES = frozenset(
    {"personal", "special-category", "phi", "pci", "source-code", "cui", "itar", "children"}
)
TRANSFER_MECHANISMS = frozenset(
    {
        "adequacy",  # GDPR Art. 45
        "public_body_instrument",  # Art. 46(2)(a)
        "bcr",  # Art. 46(2)(b)
        "scc",  # Art. 46(2)(c) and (d)
        "code_of_conduct",  # Art. 46(2)(e)
        "certification",  # Art. 46(2)(f)
        "ad_hoc_clauses",  # Art. 46(3)
        "derogation",  # Art. 49, an exception that somebody signs for
    }
)

_KEY = re.compile(r"[a-z]+(-[a-z]+)*")
_CLASS_FIELDS = {"key", "name", "sensitivity", "categories", "description", "handling"}
_HANDLING_FIELDS = {
    "requires_dpa",
    "requires_baa",
    "requires_no_training",
    "max_retention_days",
    "allowed_places",
    "transfer_mechanisms",
    "legal_source",
}


def read_data_classes(folder: Path = REFERENCE_FOLDER) -> tuple[DataClass, ...]:
    """Return the data classes in the order in which to show them."""
    path = folder / "data_classes.json"
    places = country_codes(folder) | {grouping.key for grouping in read_groupings(folder)}
    first_lines: dict[str, int] = {}
    classes: list[DataClass] = []
    for line, value in read_objects(path):
        try:
            data_class = _data_class(value, places)
            if data_class.key in first_lines:
                raise ValueError(f"{data_class.key!r} is already on line {first_lines[data_class.key]}")
        except ValueError as error:
            raise ReferenceDataError(path, line, str(error)) from error
        first_lines[data_class.key] = line
        classes.append(data_class)
    return tuple(classes)


def _data_class(value: object, places: frozenset[str]) -> DataClass:
    fields = _fields(value, _CLASS_FIELDS, "a data class")
    data_class = DataClass(
        key=_text(fields, "key"),
        name=_text(fields, "name"),
        sensitivity=_text(fields, "sensitivity"),
        categories=_keys(fields, "categories", CATEGORIES),
        description=_text(fields, "description"),
        handling=_handling(fields["handling"], places),
    )
    if not _KEY.fullmatch(data_class.key):
        raise ValueError(f"key {data_class.key!r} is not made of small letters and hyphens")
    if data_class.sensitivity not in SENSITIVITIES:
        raise ValueError(f"sensitivity {data_class.sensitivity!r} is not one of {', '.join(SENSITIVITIES)}")
    # GDPR Art. 28(3) and 45 CFR 164.502(e): a supplier gets such data under a contract only.
    if "personal" in data_class.categories and not data_class.handling.requires_dpa:
        raise ValueError("personal data needs requires_dpa")
    if "phi" in data_class.categories and not data_class.handling.requires_baa:
        raise ValueError("phi needs requires_baa")
    return data_class


def _handling(value: object, places: frozenset[str]) -> HandlingDefaults:
    fields = _fields(value, _HANDLING_FIELDS, "handling")
    handling = HandlingDefaults(
        requires_dpa=_flag(fields, "requires_dpa"),
        requires_baa=_flag(fields, "requires_baa"),
        requires_no_training=_flag(fields, "requires_no_training"),
        max_retention_days=_days(fields, "max_retention_days"),
        allowed_places=_keys(fields, "allowed_places", places),
        transfer_mechanisms=_keys(fields, "transfer_mechanisms", TRANSFER_MECHANISMS),
        legal_source=_text(fields, "legal_source"),
    )
    if handling.transfer_mechanisms and not handling.allowed_places:
        raise ValueError("transfer_mechanisms mean nothing while allowed_places names no place")
    return handling


def _fields(value: object, expected: set[str], what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be an object")  # noqa: TRY004 - wrong data, not a wrong call
    if unknown := sorted(value.keys() - expected):
        raise ValueError(f"{what} has unknown {', '.join(unknown)}")
    if missing := sorted(expected - value.keys()):
        raise ValueError(f"{what} lacks {', '.join(missing)}")
    return value


def _text(fields: dict[str, object], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str) or not value or value != value.strip():
        raise ValueError(f"{name} must be a text without blanks at its edges")
    return value


def _flag(fields: dict[str, object], name: str) -> bool:
    value = fields[name]
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")  # noqa: TRY004 - wrong data, not a wrong call
    return value


def _days(fields: dict[str, object], name: str) -> int | None:
    value = fields[name]
    # bool is an int in Python, and true is no number of days.
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise ValueError(f"{name} must be null or a whole number of days")
    return value


def _keys(fields: dict[str, object], name: str, known: frozenset[str]) -> tuple[str, ...]:
    value = fields[name]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{name} must be a list of texts")
    keys = cast("list[str]", value)
    if unknown := [key for key in keys if key not in known]:
        raise ValueError(f"{name} has unknown {', '.join(unknown)}")
    if len(set(keys)) != len(keys):
        raise ValueError(f"{name} names something twice")
    return tuple(keys)
