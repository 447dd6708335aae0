"""What changed, in words: pure wording of values and differences, without a database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

Values = Mapping[str, Any]
Names = Mapping[tuple[str, Any], str]


class ValueKind(Enum):
    """How the values of a column are put into words."""

    PLAIN = "plain"
    CHOICE = "choice"
    YES_NO = "yes_no"
    INSTANT = "instant"
    DATE = "date"
    JSON = "json"
    REFERENCE = "reference"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class FieldWording:
    """One column: its name, its label for people, and how its values read."""

    name: str
    label: str
    kind: ValueKind = ValueKind.PLAIN
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column that changed; lists say what was added and removed, everything else before and after."""

    name: str
    label: str
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    is_list: bool = False
    is_first: bool = False

    @property
    def sentence(self) -> str:
        """The change on one line: "Lifecycle: proposed → approved"."""
        if self.is_list:
            parts = []
            if self.added:
                parts.append(_("added %s") % ", ".join(self.added))
            if self.removed:
                parts.append(_("removed %s") % ", ".join(self.removed))
            return f"{self.label}: {'; '.join(parts) or _('order changed')}"
        if self.is_first:
            return f"{self.label}: {self.after}"
        return f"{self.label}: {self.before} → {self.after}"


def word_instant(value: datetime) -> str:
    """Return an instant in the reader's zone: "1 May 2026, 14:00 CEST"; seconds only when they say something."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    clock = "H:i:s" if local.second or local.microsecond else "H:i"
    zone = " T" if timezone.is_aware(value) else ""
    return format_date(local, f"j F Y, {clock}{zone}")


def word_value(value: Any, wording: FieldWording, names: Names) -> str:
    """Return a value in words. References are named by `names`; one that is not there is not for this reader."""
    if wording.kind is ValueKind.HIDDEN:
        return _("not shown")
    if value is None or value == "":
        return _("empty")
    if wording.kind is ValueKind.REFERENCE:
        return names.get((wording.name, value)) or _("a record you cannot see")
    if wording.kind is ValueKind.CHOICE:
        return str(wording.choices.get(str(value), value))
    if wording.kind is ValueKind.JSON:
        return ", ".join(list_items(value)) or _("empty")
    return word_scalar(value)


def word_scalar(value: Any) -> str:
    """Return a single value in words, whatever its type."""
    if value is None or value == "":
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return word_instant(value)
    if isinstance(value, date):
        return format_date(value, "j F Y")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)


def list_items(value: Any) -> list[str]:
    """Return the items of a JSON value in words: of a list its elements, of an object "name: value"."""
    if isinstance(value, list | tuple):
        return [word_scalar(item) for item in value]
    if isinstance(value, dict):
        return [f"{name}: {word_scalar(item)}" for name, item in sorted(value.items())]
    return [] if value is None else [word_scalar(value)]


def diff_lists(before: Any, after: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was added to and removed from a JSON value, in the order in which it stands there."""
    old, new = list_items(before), list_items(after)
    return _left_over(new, old), _left_over(old, new)


def _left_over(items: list[str], other: list[str]) -> tuple[str, ...]:
    remaining = Counter(other)
    left = []
    for item in items:
        if remaining[item]:
            remaining[item] -= 1
        else:
            left.append(item)
    return tuple(left)


def diff_values(
    before: Values | None, after: Values, wordings: Iterable[FieldWording], names: Names
) -> list[FieldChange]:
    """Return the columns that differ, in the order of the wordings; for a first version all that hold something."""
    changes = []
    for wording in wordings:
        new = after.get(wording.name)
        if before is None:
            if new not in (None, "", [], {}):
                words = word_value(new, wording, names)
                changes.append(FieldChange(wording.name, wording.label, after=words, is_first=True))
            continue
        old = before.get(wording.name)
        if old == new:
            continue
        if wording.kind is ValueKind.JSON and isinstance(old or new, list | dict):
            added, removed = diff_lists(old, new)
            changes.append(
                FieldChange(wording.name, wording.label, added=added, removed=removed, is_list=True)
            )
        else:
            was, becomes = word_value(old, wording, names), word_value(new, wording, names)
            changes.append(FieldChange(wording.name, wording.label, before=was, after=becomes))
    return changes
