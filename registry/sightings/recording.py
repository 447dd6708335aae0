"""Notes unknown resources after the answer was computed: bounded, once a minute, and never in the way of an answer."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque

import structlog

from governance.accounts.services import get_system_actor
from registry.ai_models.naming import printable
from registry.sightings.models import LONGEST
from registry.sightings.services import note_sighting

log = structlog.get_logger(__name__)
AGAIN_AFTER = 60.0
HOUR = 3_600.0
NEW_NAMES_AN_HOUR = 50
MOST_REMEMBERED = 10_000


class Limiter:
    """Remembers in this process what was noted lately and how many new names each caller brought within the hour."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: dict[tuple[str, str], float] = {}
        self._brought: dict[str, deque[float]] = defaultdict(deque)

    def allows(self, name: tuple[str, str], caller: str, now: float) -> bool:
        """Return whether the name may be noted now; a caller with too many new names must wait."""
        with self._lock:
            last = self._noted.get(name)
            if last is not None and now - last < AGAIN_AFTER:
                return False
            brought = self._brought[caller]
            while brought and now - brought[0] > HOUR:
                brought.popleft()
            if last is None:
                if len(brought) >= NEW_NAMES_AN_HOUR:
                    return False
                brought.append(now)
            if len(self._noted) >= MOST_REMEMBERED:
                self._noted.clear()
            self._noted[name] = now
            return True


_limiter = Limiter()


def note_unknown(
    *, resource_type: str, identifier: str, subject: str, use_case: str, caller_key: str
) -> None:
    """Note that something unknown was asked for; a fault is logged and changes nothing for the asker."""
    name = printable(identifier, LONGEST)[:LONGEST]
    if not _limiter.allows((resource_type, name), caller_key, time.monotonic()):
        return
    try:
        note_sighting(
            actor=get_system_actor("sightings"),
            resource_type=resource_type,
            identifier=name,
            subject=printable(subject, 200)[:200],
            use_case=printable(use_case, 120)[:120],
        )
    except Exception:
        # The answer is computed already; whatever goes wrong here must not take it from the asker.
        log.exception("sighting_not_noted", resource_type=resource_type)
