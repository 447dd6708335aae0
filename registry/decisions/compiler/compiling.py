"""One snapshot from one consistent view of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from psycopg import IsolationLevel

from governance.core.models import RegistryRevision
from imprimatur import Snapshot
from imprimatur.facts import Policy
from registry.decisions.compiler.names import NameBook
from registry.decisions.compiler.organisation import compile_organisation
from registry.decisions.compiler.places import compile_places
from registry.decisions.compiler.resources import compile_resources
from registry.decisions.compiler.rows import PresentRows, Rows, RowsAsOf
from registry.decisions.compiler.suppliers import compile_suppliers


class Memory:
    """Reads each kind once, however many parts of the compiler ask for it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.read: dict[Any, list[Any]] = {}

    def all(self, model: Any) -> list[Any]:
        """Return every row of the kind, read at most once."""
        if model not in self.read:
            self.read[model] = self.rows.all(model)
        return self.read[model]


class Compiled(NamedTuple):
    """A snapshot, the token of its revision, and the names its versions go by."""

    snapshot: Snapshot
    token: UUID | None
    names: NameBook


def compile_snapshot(at: datetime | None = None) -> Compiled:
    """Return the snapshot of the last commit (or of history at a past instant).

    Everything is read in one read-only view of the database, the revision first, so that facts and revision agree.
    """
    with one_view():
        revision, token = RegistryRevision.state()
        rows = Memory(PresentRows() if at is None else RowsAsOf(at))
        named, names = compile_resources(rows)
        lists = {**compile_places(rows), **compile_suppliers(rows), **named, **compile_organisation(rows)}
    policy = Policy(keeps_assessments=settings.DECISIONS_NEED_ASSESSMENT)
    return Compiled(Snapshot.build(revision=revision, policy=policy, **lists), token, names)


@contextmanager
def one_view() -> Iterator[None]:
    """Let every query inside the block see the same commit, without stopping writers.

    PostgreSQL: REPEATABLE READ, READ ONLY. SQLite: a deferred transaction, which never takes the write lock.
    Inside a transaction of the caller that transaction's view is used as it is.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.connection.execute("COMMIT")
    else:
        connection.ensure_connection()
        raw = connection.connection
        before = raw.isolation_level, raw.read_only
        # Said with BEGIN itself: one way to the server and back less, for which questions wait after a change.
        raw.isolation_level, raw.read_only = IsolationLevel.REPEATABLE_READ, True
        try:
            with transaction.atomic():
                yield
        finally:
            if not raw.closed:
                raw.isolation_level, raw.read_only = before
