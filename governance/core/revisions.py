"""The registry's revision: one counter that every answer names, what each of its steps touched, and whom it admits."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models
from django.db.models import F
from django.utils import timezone

from governance.core.ids import new_id
from governance.core.libpq import read_at_once

#: What the database calls out at each commit that moves the state; who listens hears it (governance/core/feed.py).
CHANNEL = "imprimatur_state"
#: Steps kept at least; who is further behind than that reads everything anew.
STEPS_KEPT = 10_000
_CLEANED_EVERY = 512

#: A record as a step names it: its kind's label in lower case, and its key.
Touched = tuple[str, UUID]
#: Steps by revision: the token after it, and what it touched as [label, key] pairs (None = anything).
Steps = dict[int, tuple[UUID, list[Any] | None]]


class RegistryState(NamedTuple):
    """What tells one state of the registry, and of who may ask it, from another."""

    revision: int
    token: UUID | None
    #: Renewed by each write on which a caller's key or rights can rest.
    access: UUID | None


class RegistryRevision(models.Model):
    """The one counter that every answer names; moved once by each write on which a decision can rest."""

    untracked_reason = "A counter; what moved it is in the events and histories."

    value = models.BigIntegerField(default=0)
    # Tells a number from the same number after a restore or a rollback.
    token = models.UUIDField(default=new_id)
    access = models.UUIDField(default=new_id)
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def advance(cls, touched: Collection[Touched] | None = None) -> None:
        """Move the counter by one inside the current transaction, and say what was touched (None = anything).

        The row is locked until commit, so revisions are committed in their order, each with its step.
        """
        token = new_id()
        if not cls.objects.filter(pk=1).update(value=F("value") + 1, token=token, moved_at=timezone.now()):
            cls.objects.create(pk=1, value=1, token=token)
        _call_out()
        value = cls.current()
        named = None if touched is None else sorted([label, str(key)] for label, key in touched)
        # One statement; a table restored from another time may hold the number already.
        RegistryStep.objects.bulk_create(
            [RegistryStep(revision=value, token=token, touched=named)],
            update_conflicts=True,
            unique_fields=["revision"],
            update_fields=["token", "touched"],
        )
        if value % _CLEANED_EVERY == 0:
            RegistryStep.objects.filter(revision__lte=value - STEPS_KEPT).delete()

    @classmethod
    def renew_access(cls) -> None:
        """Make every process read keys and rights anew, from this transaction's commit on."""
        access = new_id()
        if not cls.objects.filter(pk=1).update(access=access):
            cls.objects.create(pk=1, access=access)
        _call_out()

    @classmethod
    def state(cls) -> tuple[int, UUID | None]:
        """Return the revision of the last commit and its token; (0, None) before the first."""
        return cls.objects.filter(pk=1).values_list("value", "token").first() or (0, None)

    @classmethod
    def list_steps_since(cls, revision: int) -> tuple[tuple[int, UUID | None], Steps]:
        """Return the state of the last commit, and each step from a revision's own on, in one statement."""
        counter, step = cls._meta.db_table, RegistryStep._meta.db_table
        sql = (
            f"SELECT r.value, r.token, s.revision, s.token, s.touched FROM {counter} r "  # noqa: S608 - names of ours  # nosec B608
            f"LEFT JOIN {step} s ON s.revision >= %s AND s.revision <= r.value WHERE r.id = 1"
        )
        rows = read_at_once(sql, revision)
        if not rows:
            return (0, None), {}
        steps = {int(row[2]): (as_uuid(row[3]), _read_touched(row[4])) for row in rows if row[2] is not None}
        return (int(rows[0][0]), as_uuid(rows[0][1])), steps

    @classmethod
    def is_still(cls, state: tuple[int, UUID | None]) -> bool:
        """Say whether a state is that of the last commit, in one statement."""
        sql = f"SELECT token FROM {cls._meta.db_table} WHERE id = 1 AND value = %s"  # noqa: S608 - a name of ours  # nosec B608
        rows = read_at_once(sql, state[0])
        return [as_uuid(token) for (token,) in rows] == [state[1]]

    @classmethod
    def current(cls) -> int:
        """Return the revision of the last commit that this connection can see."""
        return cls.objects.filter(pk=1).values_list("value", flat=True).first() or 0


def as_uuid(value: Any) -> UUID:
    """Return a UUID as the database's driver gave it: SQLite keeps text."""
    return value if isinstance(value, UUID) else UUID(value)


def _read_touched(value: Any) -> list[Any] | None:
    touched: list[Any] | None = json.loads(value) if isinstance(value, str) else value
    return touched


def _call_out() -> None:
    """Tell whoever listens, when this transaction commits and not before."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


class RegistryStep(models.Model):
    """What one move of the revision touched, so that a reader one step behind need not read everything."""

    untracked_reason = "A pointer at records that have histories of their own; old ones are dropped."

    revision = models.BigIntegerField(primary_key=True)
    token = models.UUIDField()
    # Pairs of label and key; null when they were too many to name.
    touched: Any = models.JSONField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.revision)
