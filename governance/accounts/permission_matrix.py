"""The permissions of a role as a table: kinds of record grouped by slice, actions as columns, other rights beside."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _

from governance.accounts.selectors import OUR_APPS

COLUMNS: tuple[tuple[str, Any], ...] = (
    ("view", _("View")),
    ("add", _("Add")),
    ("change", _("Change")),
    ("delete", _("Delete")),
    ("grant", _("Give access")),
    ("export", _("Export")),
    ("import", _("Import")),
)
# Slices in the words of the screens; one that is not named here is shown by its own name.
SLICES: dict[str, Any] = {
    "accounts": _("People"),
    "ai_models": _("Models"),
    "approvals": _("Approvals"),
    "agreements": _("Agreements"),
    "classification": _("Data and places"),
    "core": _("Record of work"),
    "directory": _("Vendors"),
    "kill_switch": _("Kill switch"),
    "notifications": _("Notifications"),
    "sightings": _("Sightings"),
    "use_cases": _("Use cases"),
}
ACTIONS = tuple(name for name, _label in COLUMNS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One right: its permission, its label, and whether the role holds it."""

    permission: str
    label: str
    held: bool


@dataclass(slots=True)
class Row:
    """One kind of record; `cells` follow COLUMNS (None: the kind has no such right), `others` are its own rights."""

    label: str
    cells: list[Cell | None]
    others: list[Cell] = field(default_factory=list)

    @property
    def held_count(self) -> int:
        """How many rights on this kind the role holds."""
        return sum(1 for cell in (*self.cells, *self.others) if cell is not None and cell.held)


@dataclass(slots=True)
class Group:
    """The kinds of one slice."""

    label: str
    rows: list[Row]

    @property
    def held_count(self) -> int:
        """How many rights in this slice the role holds."""
        return sum(row.held_count for row in self.rows)


def build_matrix(held: Collection[str]) -> list[Group]:
    """Return the matrix of every right there is, with those in `held` marked."""
    rows: dict[tuple[str, str], dict[str, Row]] = {}
    permissions = (
        Permission.objects.filter(content_type__app_label__in=OUR_APPS)
        .exclude(codename__contains="historical")
        .select_related("content_type")
    )
    for permission in permissions:
        model = permission.content_type.model_class()
        if model is None:
            continue
        app, slice_name = model.__module__.split(".")[:2]
        kinds = rows.setdefault((app, slice_name), {})
        kind = str(model._meta.verbose_name_plural)
        row = kinds.setdefault(kind, Row(label=kind[:1].upper() + kind[1:], cells=[None] * len(ACTIONS)))
        name = f"{permission.content_type.app_label}.{permission.codename}"
        action = permission.codename.rpartition("_")[0]
        is_standard = action in ACTIONS and permission.codename == f"{action}_{model._meta.model_name}"
        label = f"{COLUMNS[ACTIONS.index(action)][1]}: {kind}" if is_standard else permission.name
        cell = Cell(permission=name, label=str(label), held=name in held)
        if is_standard:
            row.cells[ACTIONS.index(action)] = cell
        else:
            row.others.append(cell)
    return [
        Group(
            label=str(SLICES.get(slice_name, slice_name.replace("_", " ").capitalize())),
            rows=sorted(kinds.values(), key=lambda row: row.label),
        )
        for (_app, slice_name), kinds in sorted(rows.items())
    ]


def describe_permissions(names: Iterable[str]) -> list[str]:
    """Return permissions in words, sorted; one whose kind is gone keeps its name."""
    wanted = set(names)
    words = {
        cell.permission: cell.label
        for group in build_matrix(())
        for row in group.rows
        for cell in (*row.cells, *row.others)
        if cell is not None and cell.permission in wanted
    }
    return sorted(words.get(name, name) for name in wanted)
