"""A mapping of many entries whose changed copy costs microseconds: it shares every shard but the changed ones."""

from collections.abc import Iterator, Mapping
from typing import Any, Generic, Self, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

#: Entries a shard holds on average when the mapping is laid out, and when it is laid out anew.
AIM = 64
MOST = 512


class ShardedMap(Mapping[K, V], Generic[K, V]):
    """Immutable. Entries lie in shards by the hash of their key; `changed` copies only the shards it touches.

    At 200,000 entries a change copies some 3,000 pointers and one dictionary of 64 entries, where a plain copy would
    copy all. Iteration has no order that means anything.
    """

    __slots__ = ("_length", "_mask", "_shards")

    def __init__(self, entries: Mapping[K, V] | None = None) -> None:
        self._lay_out(dict(entries or {}))

    def _lay_out(self, entries: dict[K, V]) -> None:
        wanted = 1
        while wanted * AIM < len(entries):
            wanted *= 2
        shards: list[dict[K, V]] = [{} for _ in range(wanted)] if wanted > 1 else [entries]
        if wanted > 1:
            for key, value in entries.items():
                shards[hash(key) & (wanted - 1)][key] = value
        self._shards, self._mask, self._length = shards, wanted - 1, len(entries)

    def changed(self, changes: Mapping[K, V | None]) -> Self:
        """Return a copy with entries put or, where the value is None, taken away."""
        copy = object.__new__(type(self))
        shards, mask = list(self._shards), self._mask
        fresh: set[int] = set()
        length = self._length
        for key, value in changes.items():
            number = hash(key) & mask
            if number not in fresh:
                shards[number] = dict(shards[number])
                fresh.add(number)
            shard = shards[number]
            before = len(shard)
            if value is None:
                shard.pop(key, None)
            else:
                shard[key] = value
            length += len(shard) - before
        copy._shards, copy._mask, copy._length = shards, mask, length
        if length > MOST * len(shards):
            copy._lay_out(dict(copy.items()))
        return copy

    def __getitem__(self, key: K) -> V:
        return self._shards[hash(key) & self._mask][key]

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, default: V | D, /) -> V | D: ...
    def get(self, key: K, default: Any = None, /) -> Any:
        """Return the entry under the key, or the default."""
        return self._shards[hash(key) & self._mask].get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._shards[hash(key) & self._mask]

    def __iter__(self) -> Iterator[K]:
        for shard in self._shards:
            yield from shard

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        return f"ShardedMap({self._length} entries)"
