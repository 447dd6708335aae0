"""The state of the last commit, read once for all who wait for it together.

A request must see every commit made before it arrived, so it needs a read of the revision that begins after its
arrival. Requests that arrive while one read is under way share the next: eight that wait cost one query, not eight.
"""

from __future__ import annotations

import threading
from typing import Any

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)
from psycopg import pq

from governance.core.revisions import RegistryRevision, RegistryState, as_uuid

NEVER = RegistryState(0, None, None)
_TABLE = RegistryRevision._meta.db_table
_SQL = f"SELECT value, token, access FROM {_TABLE} WHERE id = 1"  # noqa: S608 - a name of ours  # nosec B608
_STATEMENT = b"imprimatur_state"


class StateReader:
    """Reads the registry's state over one connection of its own, for all threads of the process."""

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.Lock())
        self._begun = self._done = 0
        self._is_reading = False
        self._result: RegistryState | Exception = NEVER
        self._link: Any = None
        self._last: tuple[tuple[Any, ...] | None, RegistryState] = (None, NEVER)

    def read(self) -> RegistryState:
        """Return a state read after this call began; raise what the database raises.

        Inside a transaction the caller's own connection is asked: it may see what nobody else can yet.
        """
        if connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(_SQL)
                return self.parse(cursor.fetchone())
        with self._changed:
            wanted = self._begun + 1
            while self._is_reading and self._done < wanted:
                self._changed.wait()
            if self._done >= wanted:
                return self._hand_out()
            self._is_reading = True
            self._begun += 1
            number = self._begun
        result: RegistryState | Exception
        try:
            result = self._query()
        except Exception as fault:
            result = fault
        except BaseException:
            # The thread is told to end; who waits for it must not wait for ever.
            self._end_read(OperationalError("the read was broken off"), number)
            raise
        self._end_read(result, number)
        with self._changed:
            return self._hand_out()

    def _end_read(self, result: RegistryState | Exception, number: int) -> None:
        with self._changed:
            self._result, self._done, self._is_reading = result, number, False
            self._changed.notify_all()

    def _hand_out(self) -> RegistryState:
        if isinstance(self._result, Exception):
            raise type(self._result)(*self._result.args) from self._result
        return self._result

    def _query(self) -> RegistryState:
        is_fresh = self._link is None
        try:
            return self._ask()
        except (OperationalError, InterfaceError):
            self.close()
            if is_fresh:
                raise
        # The server may have been restarted since the last read; a connection made now tells.
        try:
            return self._ask()
        except DatabaseError:
            self.close()
            raise

    def _ask(self) -> RegistryState:
        if self._link is None:
            self._link = connect_alone()
            self._link.ensure_connection()
            if self._link.vendor == "postgresql":
                prepare_state(self._link.connection.pgconn)
        if self._link.vendor == "postgresql":
            return self.parse(read_prepared(self._link.connection.pgconn))
        with self._link.cursor() as cursor:
            cursor.execute(_SQL)
            return self.parse(cursor.fetchone())

    def parse(self, row: tuple[Any, ...] | None) -> RegistryState:
        """Return the state that a row says; None says that nothing was ever committed."""
        before, state = self._last
        if row != before or row is None:
            state = NEVER if row is None else RegistryState(int(row[0]), as_uuid(row[1]), as_uuid(row[2]))
            self._last = (row, state)
        return state

    def close(self) -> None:
        """Give the connection back; the next read makes another."""
        link, self._link = self._link, None
        if link is not None:
            try:
                link.close()
            except DatabaseError:
                return


def prepare_state(pgconn: Any) -> None:
    """Have the server plan the query once for this connection."""
    _check(pgconn, pgconn.prepare(_STATEMENT, _SQL.encode()))


def read_prepared(pgconn: Any) -> tuple[Any, ...] | None:
    """Return the row by one call of libpq, which waits without Python's lock: a cursor takes thrice as long."""
    result = _check(pgconn, pgconn.exec_prepared(_STATEMENT, None))
    if not result.ntuples:
        return None
    return tuple(result.get_value(0, column).decode() for column in range(3))


def _check(pgconn: Any, result: Any) -> Any:
    """Return the result of a libpq call; raise OperationalError with the server's words when it failed."""
    if result.status not in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
        raise OperationalError(pgconn.error_message.decode(errors="replace").strip())
    return result


def connect_alone() -> Any:
    """Return a connection that belongs to no thread and no pool; whoever uses it takes care that one does at a time."""
    link = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {name: value for name, value in link.settings_dict["OPTIONS"].items() if name != "pool"}
    if link.vendor == "postgresql":
        # A server that has gone silent must be told from a slow one within seconds.
        options = {"connect_timeout": 5, **options, "tcp_user_timeout": 5_000}
    link.settings_dict = {**link.settings_dict, "OPTIONS": options}
    link.inc_thread_sharing()
    return link


state_reader = StateReader()
