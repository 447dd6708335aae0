"""Limits a minute that all processes share, counted in leases: an answer in microseconds must not wait for a cache."""

from __future__ import annotations

import math
import threading
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

from governance.core.api.throttling import identify

WINDOW = 60
#: Part of the limit that a process takes at once; what it leaves unused at the end of a minute is lost to the others.
SHARE = 100


class SharedRate:
    """At most `limit` calls a minute for each caller, over all processes together.

    A process takes a lease of a hundredth of the limit from the shared cache and spends it by itself. Without a cache
    it counts alone, so that a limit never falls away.
    """

    def __init__(self, limit: int, name: str) -> None:
        self.limit, self.name = limit, name
        self.lease = max(1, limit // SHARE)
        self._lock = threading.Lock()
        #: Caller → the minute, calls left of the lease, calls counted here alone.
        self._held: dict[str, tuple[int, int, int]] = {}

    def take(self, ident: str) -> float:
        """Take one call. Return 0, or the seconds to wait when the caller has had all of this minute's."""
        now = time.time()
        minute = int(now // WINDOW)
        with self._lock:
            held = self._held.get(ident)
            if held is None or held[0] != minute:
                if len(self._held) > 10_000:
                    self._held.clear()
                held = (minute, 0, 0)
            _minute, left, alone = held
            if left == 0:
                left, alone = self._lease(ident, minute, alone)
            self._held[ident] = (minute, left - 1 if left > 0 else left, alone)
        return 0.0 if left > 0 else (minute + 1) * WINDOW - now

    def _lease(self, ident: str, minute: int, alone: int) -> tuple[int, int]:
        key = f"rate:{self.name}:{ident}:{minute}"
        try:
            cache.add(key, 0, timeout=2 * WINDOW)
            taken = int(cache.incr(key, self.lease))
        except (ValueError, TypeError):
            taken = alone + self.lease
        over = max(0, taken - self.limit)
        granted = self.lease - over
        # Nothing left: remembered, so that a caller who goes on asking costs no look at the cache.
        return (granted if granted > 0 else -1), taken


decision_rate = SharedRate(settings.DECISIONS_PER_MINUTE, "decisions")


class DecisionThrottle(BaseThrottle):
    """The limit of the decision endpoints, whichever way a call to them takes."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Take one call of the caller's minute."""
        self._wait = decision_rate.take(identify(request))
        return self._wait == 0

    def wait(self) -> float:
        """Return the seconds until the next minute."""
        return math.ceil(self._wait)
