"""Rows of the decision log, and the two ways of writing them: by one INSERT, or by PostgreSQL's COPY."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection, transaction

from registry.decision_log.models import LoggedDecision
from registry.decision_log.notes import Counted
from registry.decision_log.pacing import COPIED, PAUSES, Pace
from registry.decision_log.packing import pack_ids, told_at

#: Rows in one COPY at most.
MOST_COPIED = 5_000
#: Rows in one INSERT at least: while it is made, those who answer wait for it.
INSERTED_AT_ONCE = 3
#: The columns, in the order in which `make_row` gives them.
_COLUMNS = """
id first_at last_at times decision code codes revision through caller key_id subject_type subject_id action use_case
phase resource_type resource_id data_classes region environment asked_about decision_ids
"""


def make_row(counted: Counted) -> tuple[Any, ...]:
    """Return the values of one row; its instants are those that the ids carry."""
    who, note, numbers, row_id = counted
    caller_id, key_id, through, revision = who
    subject_type, subject_id, action, use_case, phase = note.asked[:5]
    resource_type, resource_id, data_classes, region, environment = note.asked[5:]
    return (
        row_id,
        told_at(numbers[0]),
        told_at(numbers[-1]),
        len(numbers),
        note.decision,
        note.codes[0] if note.codes else "",
        list(note.codes),
        revision,
        through,
        caller_id,
        key_id,
        subject_type,
        subject_id,
        action,
        use_case or "",
        phase,
        resource_type,
        resource_id,
        list(data_classes),
        region or "",
        environment or "",
        note.asked_about,
        pack_ids(numbers),
    )


def count_together(waiting: int) -> int:
    """Return how many rows are written in one transaction when so many wait."""
    return MOST_COPIED if _can_copy() else max(INSERTED_AT_ONCE, waiting // PAUSES)


def write_together(counted: Sequence[Counted], pace: Pace | None = None) -> None:
    """Write rows in one transaction, by COPY where there is one, which keeps the pace."""
    if _can_copy() and len(counted) > INSERTED_AT_ONCE:
        copy(counted, pace or Pace())
    else:
        insert(counted)


def _can_copy() -> bool:
    return connection.vendor == "postgresql"


@transaction.atomic
def copy(counted: Sequence[Counted], pace: Pace) -> None:
    """Write rows by PostgreSQL's COPY, for a tenth of what they cost in an INSERT, which spells every value out."""
    columns = ", ".join(connection.ops.quote_name(field.column) for field in _list_fields())
    statement = f"COPY {_quote_table()} ({columns}) FROM STDIN"  # names of ours
    cursor = connection.cursor()  # unrecorded: the rows are themselves the record
    # Django wraps no fault of this one by itself.
    with connection.wrap_database_errors, cursor, cursor.copy(statement) as rows:
        for each in counted:
            # What is a list here is JSON there.
            row = [orjson.dumps(value).decode() if type(value) is list else value for value in make_row(each)]
            rows.write_row(row)
            pace.did(COPIED)


@transaction.atomic
def insert(counted: Sequence[Counted]) -> None:
    """Insert rows by one statement, but for those that are there already.

    The model's own bulk_create takes ten times as long for what has no relations.
    """
    fields = _list_fields()
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    prepare = [field.get_db_prep_save for field in fields]
    values = [
        each(value, connection)
        for row in map(make_row, counted)
        for each, value in zip(prepare, row, strict=True)
    ]
    every = ", ".join([one] * len(counted))
    statement = (
        f"INSERT INTO {_quote_table()} ({columns}) VALUES {every} "  # noqa: S608 - names of ours  # nosec B608
        f"ON CONFLICT ({fields[0].column}) DO NOTHING"
    )
    with connection.cursor() as cursor:  # unrecorded: the rows are themselves the record
        cursor.execute(statement, values)


def _list_fields() -> list[Any]:
    return [LoggedDecision._meta.get_field(name) for name in _COLUMNS.split()]


def _quote_table() -> str:
    return connection.ops.quote_name(LoggedDecision._meta.db_table)
