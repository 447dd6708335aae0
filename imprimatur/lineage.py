"""From which snapshots one follows, and which answers cannot have changed on the way.

Whoever keeps answers may keep a permit across a change that touched other resources only. A permit rests on its own
resource, on that resource's approvals, and on facts of kinds whose changes are not traced here. A denial names
alternatives: it rests on the resources that were looked at for them as well, and on which resources are approved for
its use case.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imprimatur.snapshot import Snapshot

ResourceKey = tuple[str, str]
#: The resources whose answers a change can have turned, each with the use cases for which it may have become, or
#: ceased to be, one of those that are looked at as alternatives; None stands for any resource.
Affected = Mapping[ResourceKey, frozenset[str]] | None
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
        affected: dict[ResourceKey, frozenset[str]] = {}
        for before, changed in reversed(self._steps):
            if changed is None:
                return None
            for key, use_cases in changed.items():
                affected[key] = affected.get(key, frozenset()) | use_cases
            if before is mark:
                return affected
        return None


def list_affected(before: "Snapshot", changes: Mapping[str, Mapping[Any, Any]]) -> Affected:
    """Return the resources whose answers these changes can turn, or None for changes that are not traced."""
    affected: dict[ResourceKey, frozenset[str]] = {}

    def add(key: ResourceKey, use_cases: frozenset[str] = frozenset()) -> None:
        affected[key] = affected.get(key, frozenset()) | use_cases

    for kind, changed in changes.items():
        for key, after in changed.items():
            for fact in (getattr(before, kind).get(key), after):
                if fact is None:
                    continue
                if kind == "approvals":
                    add((fact.resource_type, fact.resource_id), fact.use_cases)
                elif kind in ("resources", "aliases"):
                    add(key, _list_use_cases(before, key))
                elif kind == "kill_switches" and fact.scope in _OF_A_RESOURCE:
                    add((fact.scope, fact.target))
                else:
                    return None
    return affected


def _list_use_cases(before: "Snapshot", key: ResourceKey) -> frozenset[str]:
    """Return what a resource was approved for."""
    return frozenset().union(*(term.approval.use_cases for term in before.index.approvals.get(key, ())))
