"""The snapshot that this process answers from: never older than the last commit before the question arrived."""

from __future__ import annotations

import gc
import threading
import time
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, connection

from governance.core.feed import change_feed, current_state
from governance.core.models import RegistryRevision
from governance.core.revisions import RegistryState, Steps, Touched
from imprimatur import Snapshot
from registry.decisions.compiler import (
    Compiled,
    UnknownKind,
    changes_names,
    compile_changes,
    compile_snapshot,
    one_view,
)

log = structlog.get_logger(__name__)
State = tuple[int, UUID | None]
#: Approvals and resources; below, looking through all there is once takes longer than it will ever save.
WORTH_SETTING_ASIDE = 2_000
#: Seconds for which a question that was asked just before a change may come for the snapshot just after it.
JUST = 0.5


class SnapshotHolder:
    """Holds one snapshot and brings it up to date when the registry's revision moved.

    A revision is told from another by its number and its token, so that a restored database or a rolled-back
    transaction with the same number is not mistaken for what was compiled. A read that fails raises: the caller
    answers 503, never from what it held.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.held: Compiled | None = None
        #: States that what is held has just come through, each with when it left it.
        self._passed: dict[State, float] = {}

    def get(self, state: RegistryState | None = None) -> Snapshot:
        """Return a snapshot at least as new as the state given, or read at the start of this call."""
        wanted = (state or current_state())[:2]
        held = self.held
        if held is not None and state_of(held) == wanted:
            return held.snapshot
        with self._lock:
            # Somebody else may have come this far, or further, while this call waited.
            held = self.held
            if held is None or not (state_of(held) == wanted or self._has_just_passed(wanted)):
                held = self.held = self._move(held, wanted)
            return held.snapshot

    def _has_just_passed(self, wanted: State) -> bool:
        """Say whether what is held is newer than a state that was read just before it was left.

        Only for a moment: a database that was put back to that state since is not to be answered from what it lost.
        """
        left = self._passed.get(wanted)
        return left is not None and time.monotonic() - left < JUST

    def _move(self, held: Compiled | None, wanted: State) -> Compiled:
        """Return what is at least as new as a state, from what is held if steps lead there."""
        # The names are changed in place: after a fault half way nothing of what was held can be used.
        self.held = None
        after = None if held is None else follow(held)
        if held is None or after is None or connection.in_atomic_block:
            # What a transaction sees before its commit may never come to be.
            self._passed = {}
        elif after is not held:
            now = time.monotonic()
            self._passed = {state: left for state, left in self._passed.items() if now - left < JUST}
            self._passed[state_of(held)] = now
        after = after or compile_to_stay()
        if state_of(after) == wanted:
            # The very token that was asked for: then telling the next state from this one compares nothing.
            return after._replace(token=wanted[1])
        return after


def compile_to_stay() -> Compiled:
    """Return the snapshot of now; a large one is left out of what the garbage collector looks through ever again."""
    compiled = compile_snapshot()
    if len(compiled.snapshot.approvals) + len(compiled.snapshot.resources) >= WORTH_SETTING_ASIDE:
        # What stayed until now is looked through this once, or the snapshot before would stay for ever.
        gc.unfreeze()
        gc.collect()
        gc.freeze()
    return compiled


def state_of(compiled: Compiled) -> State:
    """Return the revision of a snapshot, as the registry states it."""
    return compiled.snapshot.revision, compiled.token


def follow(held: Compiled) -> Compiled | None:
    """Return what follows from the steps since, or None when they are not all known."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        after = follow_between_equal_states(held)
        if after is not None:
            return after
    with one_view():
        state, touched = list_since(held)
        return held if state == state_of(held) else move_on(held, state, touched)


def follow_between_equal_states(held: Compiled) -> Compiled | None:
    """Return what follows, read by single statements, or None when only a transaction's view tells.

    The state is the same before the first and after the last of them, so no commit came between that decisions rest
    on: they saw what a transaction would have seen, which takes two more ways to the server while questions wait.
    """
    state, touched = list_since(held)
    if state == state_of(held):
        return held
    if touched is None or changes_names(touched):
        # The names are changed in place, and could not be changed back.
        return None
    try:
        after = move_on(held, state, touched)
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        # What was read before a commit and after it need not fit together; a view tells whether that was it.
        log.debug("snapshot_read_in_parts", exc_info=True)
        return None
    return after if after is not None and RegistryRevision.is_still(state) else None


def list_since(held: Compiled) -> tuple[State, set[Touched] | None]:
    """Return the state of the last commit and the records touched since what is held, None when not all are known."""
    state, steps = RegistryRevision.list_steps_since(held.snapshot.revision)
    return state, list_touched(state_of(held), state, steps)


def move_on(held: Compiled, state: State, touched: set[Touched] | None) -> Compiled | None:
    """Return the snapshot of a state, by the facts about what was touched as they are now."""
    if touched is None:
        return None
    try:
        changes = compile_changes(held.snapshot, held.names, touched)
    except UnknownKind as kind:
        log.warning("snapshot_compiled_anew", kind=str(kind))
        return None
    return Compiled(held.snapshot.apply(changes, revision=state[0]), state[1], held.names)


def list_touched(since: State, until: State, steps: Steps) -> set[Touched] | None:
    """Return the records touched between two states of the registry, or None when that cannot be known.

    It cannot when the steps do not lead from the one to the other: too long ago, or another database's.
    """
    if until[0] <= since[0] or len(steps) != until[0] - since[0] + 1:
        return None
    if (steps[since[0]][0], steps[until[0]][0]) != (since[1], until[1]):
        return None
    found: set[Touched] = set()
    for revision in range(since[0] + 1, until[0] + 1):
        touched = steps[revision][1]
        if touched is None:
            return None
        found.update((label, UUID(key)) for label, key in touched)
    return found


_holder = SnapshotHolder()
_past_lock = threading.Lock()
# A feed brings the snapshot up to date by itself, so that no question waits for it.
change_feed.on_change = _holder.get


def get_snapshot(state: RegistryState | None = None) -> Snapshot:
    """Return the snapshot of the last commit; who has read the registry's state since they were asked passes it."""
    return _holder.get(state)


def recall_snapshot(state: RegistryState) -> Snapshot | None:
    """Return the snapshot of a state if this process holds it already; asks no database."""
    held = _holder.held
    return held.snapshot if held is not None and state_of(held) == state[:2] else None


def get_snapshot_at(at: datetime) -> Snapshot:
    """Return the snapshot of a past instant, from history; the last one is kept, as large as the registry was."""
    state = RegistryRevision.state()
    # One at a time: two that compile the same instant at once would only take longer.
    with _past_lock:
        return _compile_past(at.astimezone(UTC), state)


@lru_cache(maxsize=1)
def _compile_past(at: datetime, state: State) -> Snapshot:  # noqa: ARG001 - part of the cache key
    return compile_snapshot(at).snapshot
