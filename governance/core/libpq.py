"""Short reads by one call of libpq each, which waits without Python's lock; a cursor of Django takes thrice as long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import OperationalError, connection
from psycopg import pq

Row = tuple[Any, ...]


def read_at_once(sql: str, value: int) -> list[Row]:
    """Return the rows of a query about one number (%s), over the connection of this thread.

    Inside a transaction, and on other databases, it is an ordinary query. Else the values are text, as PostgreSQL
    writes them: the caller reads either. Raises what the database raises.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(sql, [value])
            return list(cursor.fetchall())
    connection.ensure_connection()
    pgconn = connection.connection.pgconn
    return list_rows(run(pgconn, pgconn.exec_params, sql.replace("%s", "$1").encode(), [b"%d" % value]))


def run(pgconn: Any, call: Callable[..., Any], *given: Any) -> Any:
    """Return the result of a call; raise OperationalError with the reason when it failed."""
    try:
        result = call(*given)
    except psycopg.Error as fault:
        raise OperationalError(str(fault)) from fault
    if result.status not in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
        raise OperationalError(pgconn.error_message.decode(errors="replace").strip())
    return result


def list_rows(result: Any) -> list[Row]:
    """Return the rows of a result as text, None where there is NULL."""
    get, columns = result.get_value, range(result.nfields)
    return [
        tuple([None if (value := get(row, column)) is None else value.decode() for column in columns])
        for row in range(result.ntuples)
    ]
