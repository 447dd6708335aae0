"""Which approved resources come into question as alternatives, nearest first."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from imprimatur.terms import ApprovalTerm

if TYPE_CHECKING:
    from imprimatur.snapshot import Snapshot

#: (type, use case, "family", "vendor" or "all", its id).
GroupKey = tuple[str, str, str, str]
ResourceKey = tuple[str, str]
Approvals = Mapping[ResourceKey, tuple[ApprovalTerm, ...]]


class Candidates:
    """Ids of approved resources by group, sorted."""

    __slots__ = ("_groups",)

    def __init__(self, groups: dict[GroupKey, tuple[str, ...]]) -> None:
        self._groups = groups

    @classmethod
    def of(cls, snapshot: "Snapshot", approvals: Approvals) -> "Candidates":
        """Group every approved resource."""
        found: dict[GroupKey, list[str]] = defaultdict(list)
        for key in sorted(approvals):
            for group in _groups_of(snapshot, approvals, key):
                found[group].append(key[1])
        return cls({group: tuple(ids) for group, ids in found.items()})

    def following(
        self,
        old: "Snapshot",
        new: "Snapshot",
        approvals: Approvals,
        touched: Iterable[ResourceKey],
        services: Mapping[str, Any],
    ) -> "Candidates":
        """Return the groups after a change of these resources, their approvals, or these services."""
        if any(_supplier(old, service) != _supplier(new, service) for service in services):
            # Whoever supplies it, all its resources change groups: rare enough to begin anew.
            return Candidates.of(new, approvals)
        before = old.index.approvals
        moves: dict[GroupKey, tuple[set[str], set[str]]] = {}
        for key in touched:
            left, joined = _groups_of(old, before, key), _groups_of(new, approvals, key)
            for group in left - joined:
                moves.setdefault(group, (set(), set()))[0].add(key[1])
            for group in joined - left:
                moves.setdefault(group, (set(), set()))[1].add(key[1])
        if not moves:
            return self
        groups = dict(self._groups)
        for group, (gone, came) in moves.items():
            ids = _move(groups.pop(group, ()), gone, came)
            if ids:
                groups[group] = ids
        return Candidates(groups)

    def get(self, group: GroupKey) -> tuple[str, ...]:
        """Return the ids of a group, sorted."""
        return self._groups.get(group, ())

    def to_dict(self) -> dict[GroupKey, tuple[str, ...]]:
        """Return every group."""
        return dict(self._groups)


def _supplier(snapshot: "Snapshot", service: str) -> str | None:
    found = snapshot.services.get(service)
    return None if found is None else found.vendor


def _groups_of(snapshot: "Snapshot", approvals: Approvals, key: ResourceKey) -> set[GroupKey]:
    """Return the groups of a resource: none when it is not registered or nothing was approved for it."""
    resource, terms = snapshot.resources.get(key), approvals.get(key, ())
    if resource is None or not terms:
        return set()
    kind = resource.type
    supplier = _supplier(snapshot, resource.service) if resource.service else None
    groups: set[GroupKey] = set()
    for use_case in {use_case for term in terms for use_case in term.approval.use_cases}:
        groups.add((kind, use_case, "all", ""))
        if resource.family is not None:
            groups.add((kind, use_case, "family", resource.family))
        for vendor in (supplier, resource.vendor):
            if vendor is not None:
                groups.add((kind, use_case, "vendor", vendor))
    return groups


def _move(ids: tuple[str, ...], gone: set[str], came: set[str]) -> tuple[str, ...]:
    """Return sorted ids without some and with others; both sets are small beside the whole."""
    left = list(ids)
    for each in gone:
        place = bisect_left(left, each)
        if place < len(left) and left[place] == each:
            del left[place]
    for each in came:
        left.insert(bisect_left(left, each), each)
    return tuple(left)
