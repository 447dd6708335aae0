"""The snapshot that this process answers from: never older than the last commit before the question arrived."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from governance.core.models import RegistryRevision
from imprimatur import Snapshot
from registry.decisions.compiler import compile_snapshot


class SnapshotHolder:
    """Holds one snapshot and replaces it when the registry's revision moved.

    A revision is told from another by its number and its token, so that a restored database or a rolled-back
    transaction with the same number is not mistaken for what was compiled. A read that fails raises: the caller
    answers 503, never from what it held. A new day (UTC) compiles anew too, since countries join and leave groupings
    at midnight without anybody writing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[tuple[int, UUID | None, date], Snapshot] | None = None

    def get(self) -> Snapshot:
        """Return a snapshot at least as new as the revision read at the start of this call."""
        today = timezone.now().date()
        wanted = (*RegistryRevision.state(), today)
        held = self._held
        if held is not None and held[0] == wanted:
            return held[1]
        with self._lock:
            held = self._held
            # Somebody else may have compiled while this call waited; what they hold must match a revision read now.
            if held is not None and held[0] == (*RegistryRevision.state(), today):
                return held[1]
            snapshot, token = compile_snapshot()
            self._held = ((snapshot.revision, token, today), snapshot)
            return snapshot


_holder = SnapshotHolder()
_past_lock = threading.Lock()


def get_snapshot() -> Snapshot:
    """Return the snapshot of the last commit."""
    return _holder.get()


def get_snapshot_at(at: datetime) -> Snapshot:
    """Return the snapshot of a past instant, from history; the last one is kept, as large as the registry was."""
    state = RegistryRevision.state()
    # One at a time: two that compile the same instant at once would only take longer.
    with _past_lock:
        return _compile_past(at.astimezone(UTC), state)


@lru_cache(maxsize=1)
def _compile_past(at: datetime, state: tuple[int, UUID | None]) -> Snapshot:  # noqa: ARG001 - part of the cache key
    return compile_snapshot(at)[0]
