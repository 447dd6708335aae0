"""A Redis cache that treats an unreachable server as an empty cache: pages slow down, nothing breaks."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class TolerantRedisCache(RedisCache):
    """RedisCache whose faults are logged and answered as a miss; nothing that decides rests on the cache."""

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

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Delete the key when the server can be reached."""
        try:
            return bool(super().delete(*args, **kwargs))
        except RedisError as error:
            log.warning("cache_unreachable", operation="delete", error=str(error))
            return False
