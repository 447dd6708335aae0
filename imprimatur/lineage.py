"""From which snapshots one follows, and which permits cannot have changed on the way.

Whoever keeps answers may keep a permit across a change that touched other resources only. A permit rests on its own
resource, on that resource's approvals, and on facts of kinds whose changes are not traced here; a denial names
alternatives and so rests on every resource.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imprimatur.snapshot import Snapshot

ResourceKey = tuple[str, str]
#: Keys of the resources whose answers a change can have turned; None stands for any.
Affected = frozenset[ResourceKey] | None
#: Changes remembered.
MOST = 32

_OF_A_RESOURCE = frozenset({"model", "tool", "agent"})


class Lineage:
    """The marks of the snapshots before, oldest first, each with what the change after it affected."""

    __slots__ = ("_steps", "mark")

    def __init__(self, steps: tuple[tuple[object, Affected], ...] = ()) -> None:
        self._steps = steps
        #: Stands for the snapshot, and keeps nothing of it alive.
        self.mark = object()

    def extend(self, affected: Affected) -> "Lineage":
        """Return the lineage of the snapshot after one more change."""
        return Lineage((*self._steps, (self.mark, affected))[-MOST:])

    def list_affected_since(self, mark: object) -> Affected:
        """Return what was affected since the snapshot of a mark; None when that is unknown, or anything."""
        affected: set[ResourceKey] = set()
        for before, changed in reversed(self._steps):
            if changed is None:
                return None
            affected |= changed
            if before is mark:
                return frozenset(affected)
        return None


def list_affected(before: "Snapshot", changes: Mapping[str, Mapping[Any, Any]]) -> Affected:
    """Return the resources whose answers these changes can turn, or None for changes that are not traced."""
    affected: set[ResourceKey] = set()
    for kind, changed in changes.items():
        for key, after in changed.items():
            for fact in (getattr(before, kind).get(key), after):
                if fact is None:
                    continue
                if kind == "approvals":
                    affected.add((fact.resource_type, fact.resource_id))
                elif kind in ("resources", "aliases"):
                    affected.add(key)
                elif kind == "kill_switches" and fact.scope in _OF_A_RESOURCE:
                    affected.add((fact.scope, fact.target))
                else:
                    return None
    return frozenset(affected)
