"""Limits a minute that all processes share, counted in leases: an answer in microseconds must not wait for a cache."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

from governance.core.api.throttling import identify

WINDOW = 60
MOST_CALLERS = 10_000
#: Part of the limit that a process takes at once; what it leaves unused at the end of a minute is lost to the others.
SHARE = 100


class _Lease(NamedTuple):
    """Calls of one minute that this process may let pass by itself."""

    until: float
    #: Gives each of them once; taking the next is one step that no other thread can come between.
    calls: Iterator[int]
    #: Calls counted here alone, for want of a cache.
    alone: int


_NOTHING = _Lease(0.0, iter(()), 0)


class SharedRate:
    """At most `limit` calls a minute for each caller, over all processes together.

    A process takes a lease of a hundredth of the limit from the shared cache and spends it by itself. Without a cache
    it counts alone, so that a limit never falls away.
    """

    def __init__(self, limit: int, name: str) -> None:
        self.limit, self.name = limit, name
        self.lease = max(1, limit // SHARE)
        self._lock = threading.Lock()
        self._held: dict[str, _Lease] = {}

    def take(self, ident: str) -> float:
        """Take one call. Return 0, or the seconds to wait when the caller has had all of this minute's."""
        now = time.time()
        held = self._held.get(ident, _NOTHING)
        if now < held.until and next(held.calls, None) is not None:
            return 0.0
        return self._take_anew(ident, now)

    def _take_anew(self, ident: str, now: float) -> float:
        minute = int(now // WINDOW)
        end = (minute + 1.0) * WINDOW
        with self._lock:
            held = self._held.get(ident, _NOTHING)
            if held.until != end:
                if len(self._held) > MOST_CALLERS:
                    self._held.clear()
                held = _NOTHING._replace(until=end)
            # Somebody else may have fetched more while this call waited.
            elif next(held.calls, None) is not None:
                return 0.0
            elif held.calls is _NOTHING.calls:
                return end - now
            held = self._held[ident] = self._fetch(ident, minute, held)
            return 0.0 if next(held.calls, None) is not None else end - now

    def _fetch(self, ident: str, minute: int, held: _Lease) -> _Lease:
        key = f"rate:{self.name}:{ident}:{minute}"
        try:
            cache.add(key, 0, timeout=2 * WINDOW)
            taken = int(cache.incr(key, self.lease))
        except (ValueError, TypeError):
            taken = held.alone + self.lease
        granted = self.lease - max(0, taken - self.limit)
        # Nothing left: remembered, so that a caller who goes on asking costs no look at the cache.
        return _Lease(held.until, iter(range(granted)) if granted > 0 else _NOTHING.calls, taken)


#: What stands in a call's environment for whom it is counted already; no header of a caller's can have this name.
COUNTED = "imprimatur.counted"
decision_rate = SharedRate(settings.DECISIONS_PER_MINUTE, "decisions")


class DecisionThrottle(BaseThrottle):
    """The limit of the decision endpoints, whichever way a call to them takes."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Take one call of the caller's minute, unless this one was taken on its way here."""
        ident = identify(request)
        self._wait = 0.0 if request.META.get(COUNTED) == ident else decision_rate.take(ident)
        return self._wait == 0

    def wait(self) -> float:
        """Return the seconds until the next minute."""
        return math.ceil(self._wait)
