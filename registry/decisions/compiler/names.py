"""Which names lead to which versions: ids, declared aliases and other spellings, so that a change finds its names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID


class Spelling(NamedTuple):
    """How one version is written."""

    catalogue_id: str
    is_pinned: bool
    synonyms: tuple[str, ...]

    @property
    def names(self) -> set[str]:
        """Every name of the version."""
        return {self.catalogue_id, *self.synonyms}


class NameBook:
    """The names of all versions and aliases at one revision. Whoever changes it holds the compiler's lock."""

    def __init__(self, versions: dict[UUID, Spelling], aliases: dict[UUID, str]) -> None:
        self._versions: dict[UUID, Spelling] = {}
        self._aliases: dict[UUID, str] = {}
        self._by_id: dict[str, UUID] = {}
        self._by_synonym: dict[str, set[UUID]] = defaultdict(set)
        self._declared: dict[str, UUID] = {}
        self.change(versions, aliases)

    def change(
        self, versions: Mapping[UUID, Spelling | None], aliases: Mapping[UUID, str | None]
    ) -> set[str]:
        """Put versions and aliases as they are now (None = gone), and return the names that may mean something else."""
        names: set[str] = set()
        for key in versions:
            before = self._versions.pop(key, None)
            if before is not None:
                names |= before.names
                self._by_id.pop(before.catalogue_id, None)
                for synonym in before.synonyms:
                    self._by_synonym[synonym].discard(key)
        for key, spelling in versions.items():
            if spelling is not None:
                names |= spelling.names
                self._versions[key] = spelling
                self._by_id[spelling.catalogue_id] = key
                for synonym in spelling.synonyms:
                    self._by_synonym[synonym].add(key)
        for key in aliases:
            before_name = self._aliases.pop(key, None)
            if before_name is not None:
                names.add(before_name)
                self._declared.pop(before_name, None)
        for key, name in aliases.items():
            if name is not None:
                names.add(name)
                self._aliases[key] = name
                self._declared[name] = key
        return names

    def get_version(self, name: str) -> UUID | None:
        """Return the version whose id the name is."""
        return self._by_id.get(name)

    def get_alias(self, name: str) -> UUID | None:
        """Return the declared alias of this name."""
        return self._declared.get(name)

    def is_pinned(self, name: str) -> bool:
        """Say whether the name is the id of a pinned version."""
        key = self._by_id.get(name)
        return key is not None and self._versions[key].is_pinned

    def list_spelled(self, name: str) -> set[str]:
        """Return the ids of the versions that are also spelt this way."""
        return {self._versions[key].catalogue_id for key in self._by_synonym.get(name, ())}

    def list_names(self) -> set[str]:
        """Return every name that leads anywhere."""
        spelled = {name for name, keys in self._by_synonym.items() if keys}
        return {*self._by_id, *self._declared, *spelled}

    def list_ids(self, keys: Iterable[UUID]) -> dict[UUID, str]:
        """Return the ids of those of the versions that exist."""
        return {key: self._versions[key].catalogue_id for key in keys if key in self._versions}
