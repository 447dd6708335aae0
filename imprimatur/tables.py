"""A snapshot as tables, one for each kind of facts, a column for each field: what a signed bundle holds.

The same facts give the same tables. Read back they give the very same answers: every fact is there, whole, but the
digests of pins. The engine compares those with one another and looks at nothing else of them, so they are told apart
by numbers here (see `number_pins`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, replace
from typing import Any

from imprimatur import facts
from imprimatur.columns import read_column, write_column
from imprimatur.facts import InvalidSnapshot
from imprimatur.facts.encoding import decode, encode, encode_value, instant_fields, read_field
from imprimatur.snapshot import KINDS, OPTIONAL_KINDS, Snapshot

FORMAT = "imprimatur-tables/1"
MOST_ROWS = 10_000_000

#: Columns whose values are mostly those of another one. Both are read in the order of `KINDS` and of the fields.
LIKE: Mapping[str, str] = {
    "resources.label": "resources.id",
    "aliases.target": "resources.id",
    "approvals.resource_id": "resources.id",
    "approvals.pin_digest": "resources.pin_digest",
}
#: Columns of instants that are mostly near those of another column.
NEAR: Mapping[str, str] = {
    "approvals.valid_from": "approvals.id",
    "approvals.valid_until": "approvals.valid_from",
    "approvals.revoked_at": "approvals.valid_from",
}
#: Kinds of facts with the digest of a pin.
PINNED = ("resources", "approvals")
_OTHERS = {*LIKE.values(), *NEAR.values()}
#: By what the rows of a kind are sorted where that is not their key: what belongs to a resource lies in its order.
ORDER = {"approvals": lambda fact: (fact.resource_type, fact.resource_id, fact.id)}


def number_pins(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot as it is read back: with each different digest of a pin replaced by a number, as text.

    Two digests are equal afterwards exactly when they were before, all 256 bits of them: nothing is cut short, and
    nothing that could collide is left to the reader.
    """
    numbered = _number_pins(_list_rows(snapshot))
    pinned = {name: numbered[name] for name in PINNED}
    return snapshot.rebuild(revision=snapshot.revision, **pinned)


def to_tables(snapshot: Snapshot) -> dict[str, Any]:
    """Return the snapshot as JSON-able tables; None stands for a kind that this registry does not keep."""
    known: dict[str, Sequence[Any]] = {}
    tables = {
        name: None
        if rows is None
        else {"rows": len(rows), "columns": _write_table(name, KINDS[name][0], rows, known)}
        for name, rows in _number_pins(_list_rows(snapshot)).items()
    }
    return {"format": FORMAT, "revision": snapshot.revision, "policy": encode(snapshot.policy), **tables}


def _list_rows(snapshot: Snapshot) -> dict[str, Any]:
    """Return the facts of each kind in the order of their table."""
    return {
        name: None
        if (keyed := getattr(snapshot, name)) is None
        else sorted(keyed.values(), key=ORDER.get(name, key))
        for name, (_kind, key) in KINDS.items()
    }


def _number_pins(rows: dict[str, Any]) -> dict[str, Any]:
    numbers: dict[str, str] = {}
    numbered = {
        name: [
            replace(fact, pin_digest=numbers.setdefault(fact.pin_digest, str(len(numbers))))
            for fact in rows[name]
        ]
        for name in PINNED
    }
    return {**rows, **numbered}


def _write_table(
    name: str, kind: Any, rows: Sequence[Any], known: dict[str, Sequence[Any]]
) -> dict[str, Any]:
    """Return the columns in which not every row holds the default."""
    columns = {}
    for field in fields(kind):
        whole = f"{name}.{field.name}"
        held = [getattr(row, field.name) for row in rows]
        if whole in _OTHERS:
            known[whole] = held
        if not rows or (field.default is not MISSING and all(value == field.default for value in held)):
            continue
        is_instant = field.name in instant_fields(kind)
        like, near = LIKE.get(whole), NEAR.get(whole)
        columns[field.name] = write_column(
            held if is_instant else [encode_value(value) for value in held],
            is_instant=is_instant,
            like=(like, known[like]) if like else None,
            near=(near, known[near]) if near else None,
        )
    return columns


def from_tables(body: object) -> Snapshot:
    """Read tables back; anything but what `to_tables` writes raises `InvalidSnapshot`."""
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise InvalidSnapshot(f"tables of format {FORMAT} were expected")
    if set(body) != {"format", "revision", "policy", *KINDS}:
        raise InvalidSnapshot("the body lacks a table or has one that is not known")
    if type(body["revision"]) is not int:
        raise InvalidSnapshot("revision must be a whole number")
    known: dict[str, Sequence[Any]] = {}
    lists: dict[str, Any] = {
        name: None
        if body[name] is None and name in OPTIONAL_KINDS
        else _read_table(name, kind, body[name], known)
        for name, (kind, _key) in KINDS.items()
    }
    return Snapshot.build(revision=body["revision"], policy=decode(facts.Policy, body["policy"]), **lists)


def _read_table(name: str, kind: Any, table: Any, known: dict[str, Sequence[Any]]) -> list[Any]:
    if type(table) is not dict or set(table) != {"rows", "columns"} or type(table["columns"]) is not dict:
        raise InvalidSnapshot(f"{name} must be a table of rows and columns")
    rows, columns = table["rows"], table["columns"]
    if type(rows) is not int or not 0 <= rows <= MOST_ROWS:
        raise InvalidSnapshot(f"{name} has no number of rows")
    declared = {field.name: field for field in fields(kind)}
    if unknown := columns.keys() - declared.keys():
        raise InvalidSnapshot(f"{name} has an unknown column {min(unknown)!a:.60}")
    held = []
    for field in declared.values():
        if field.name in columns:
            read = read_column(columns[field.name], rows, known)
            values = read_field(kind, field.name, read)
        elif field.default is MISSING and rows:
            raise InvalidSnapshot(f"{name} lacks the column {field.name}")
        else:
            values = [field.default] * rows
        known[f"{name}.{field.name}"] = values
        held.append(values)
    return [kind(*row) for row in zip(*held, strict=True)]
