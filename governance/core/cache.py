"""Caches: a Redis that cannot be reached is an empty one, and files are counted in by one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from django.core.files import locks
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


#: Seconds for a server to answer; one that takes a call and is silent must not hold up those who ask.
PATIENCE = 1.0


class TolerantRedisCache(RedisCache):
    """RedisCache whose faults are logged and answered as a miss; nothing that decides rests on the cache."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        super().__init__(server, {**params, "OPTIONS": {**patience, **params.get("OPTIONS", {})}})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the cached value, or the default when absent or unreachable."""
        try:
            return super().get(key, default, version)
        except RedisError as error:
            log.warning("cache_unreachable", operation="get", error=str(error))
            return default

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Store the value when the server can be reached."""
        try:
            super().set(*args, **kwargs)
        except RedisError as error:
            log.warning("cache_unreachable", operation="set", error=str(error))

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Store the value when absent; True when unreachable, as for a fresh key."""
        try:
            return bool(super().add(*args, **kwargs))
        except RedisError as error:
            log.warning("cache_unreachable", operation="add", error=str(error))
            return True

    def incr(self, *args: Any, **kwargs: Any) -> int:
        """Add to the value, and return it; raise ValueError when it is absent or unreachable."""
        try:
            return int(super().incr(*args, **kwargs))
        except RedisError as error:
            log.warning("cache_unreachable", operation="incr", error=str(error))
            raise ValueError("the cache cannot be reached") from error

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Delete the key when the server can be reached."""
        try:
            return bool(super().delete(*args, **kwargs))
        except RedisError as error:
            log.warning("cache_unreachable", operation="delete", error=str(error))
            return False


class CountingFileCache(FileBasedCache):
    """FileBasedCache in which processes can count together: Django's own loses counts that are made at once."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Store the value when absent."""
        with self._alone():
            return bool(super().add(*args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        """Add to the value, and return it; raise ValueError when it is absent."""
        with self._alone():
            return int(super().incr(*args, **kwargs))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()  # type: ignore[attr-defined] # of Django's
        with (Path(self._dir) / "counting.lock").open("ab") as held:  # type: ignore[attr-defined]
            locks.lock(held, locks.LOCK_EX)
            yield
