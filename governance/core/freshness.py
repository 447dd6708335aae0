"""The state of the last commit, read once for all who wait for it together.

A request must see every commit made before it arrived, so it needs a read of the revision that begins after its
arrival. Requests that arrive while one read is under way share the next: eight that wait cost one query, not eight.
"""

from __future__ import annotations

import os
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

from governance.core.libpq import list_rows, run
from governance.core.revisions import RegistryRevision, RegistryState, as_uuid

NEVER = RegistryState(0, None, None)
_TABLE = RegistryRevision._meta.db_table
_SQL = f"SELECT value, token, access FROM {_TABLE} WHERE id = 1"  # noqa: S608 - a name of ours  # nosec B608
_STATEMENT = b"imprimatur_state"


class _Round:
    """One read and those it serves: who came before it began."""

    __slots__ = ("_gate", "_next_turn", "result")

    def __init__(self) -> None:
        self.result: RegistryState | Exception = OperationalError("the read was broken off")
        self._gate, self._next_turn = threading.Lock(), threading.Lock()
        self._gate.acquire()
        self._next_turn.acquire()

    def end(self) -> None:
        """Let the next read begin, and those go on who wait for this one."""
        self._next_turn.release()
        self._gate.release()

    def wait_to_follow(self) -> None:
        """Wait until this read has ended; for the one thread that makes the next.

        The turn is not used up: a thread that is told to end just then leaves it to another.
        """
        with self._next_turn:
            return

    def wait(self) -> None:
        """Wait for what was read. One wakes the next: woken together, all would only wait for Python's lock."""
        with self._gate:
            return

    def hand_out(self) -> RegistryState:
        """Return what was read; raise what the database raised, anew for each."""
        if isinstance(self.result, Exception):
            raise type(self.result)(*self.result.args) from self.result
        return self.result


class StateReader:
    """Reads the registry's state over one connection of its own, for all threads of the process."""

    def __init__(self) -> None:
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._lock = threading.Lock()
        #: The read that has begun last, and the one that will begin when it has ended.
        self._begun = _Round()
        self._begun.end()
        self._coming: _Round | None = None
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
        with self._lock:
            mine = self._coming
            is_first = mine is None
            if mine is None:
                mine = self._coming = _Round()
                before = self._begun
        if not is_first:
            mine.wait()
            return mine.hand_out()
        try:
            before.wait_to_follow()
            with self._lock:
                # From here on nobody joins.
                self._begun, self._coming = mine, None
            mine.result = self._query()
        except Exception as fault:
            mine.result = fault
        finally:
            # Also when the thread is told to end: who waits for it must not wait for ever.
            with self._lock:
                if self._coming is mine:
                    self._coming = None
            mine.end()
        return mine.hand_out()

    def _query(self) -> RegistryState:
        is_fresh = self._link is None
        try:
            return self._ask()
        except (OperationalError, InterfaceError):
            self.close()
            if is_fresh:
                raise
        except BaseException:
            # Broken off half way: what it left is used by nobody.
            self.close()
            raise
        # The server may have been restarted since the last read; a connection made now tells.
        try:
            return self._ask()
        except BaseException:
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
    run(pgconn, pgconn.prepare, _STATEMENT, _SQL.encode())


def read_prepared(pgconn: Any) -> tuple[Any, ...] | None:
    """Return the row of the planned query."""
    rows = list_rows(run(pgconn, pgconn.exec_prepared, _STATEMENT, None))
    return rows[0] if rows else None


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
