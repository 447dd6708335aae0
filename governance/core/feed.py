"""The state of the last commit as the database tells it, for installations that allow answers a moment old.

With DECISIONS_FRESHNESS=feed a process listens (LISTEN/NOTIFY) and answers from what it last heard, instead of asking
before each answer. What it heard counts for SILENT_AFTER seconds at most: a feed that says nothing, whose connection
broke or whose thread was held up is not believed, and the database is asked again, whose silence is a 503.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg
import structlog
from django.db import DatabaseError, connection, connections

from governance.core.freshness import connect_alone, prepare_state, read_prepared, state_reader
from governance.core.kept_settings import KeptSetting
from governance.core.revisions import CHANNEL, RegistryState
from governance.core.threads import KeptThread

log = structlog.get_logger(__name__)
#: Seconds between two looks of a feed that hears nothing, and after which its last look counts no more.
LOOK_EVERY = 0.1
SILENT_AFTER = 1.0
AGAIN_AFTER = 0.5


class ChangeFeed:
    """Follows the registry's state in a thread of its own; `on_change` runs there, off the path of any request."""

    def __init__(self, on_change: Callable[[RegistryState], Any] | None = None) -> None:
        self.on_change = on_change
        self._thread = KeptThread("change-feed", self._follow, forget=self._forget)
        self._heard: tuple[RegistryState, float] | None = None

    def state(self) -> RegistryState | None:
        """Return the state as of a moment ago, or None when the feed cannot say."""
        self._thread.ensure()
        heard = self._heard
        if heard is None or time.monotonic() - heard[1] > SILENT_AFTER:
            return None
        return heard[0]

    def _forget(self) -> None:
        self._heard = None

    def _follow(self) -> None:
        while True:
            link = connect_alone()
            try:
                link.ensure_connection()
                self._listen(link)
            except (DatabaseError, psycopg.Error, OSError) as fault:
                log.warning("change_feed_broken", fault=str(fault)[:200])
            except Exception:
                log.exception("change_feed_broken")
            finally:
                # From here on nothing it heard counts.
                self._forget()
                try:
                    link.close()
                except DatabaseError:
                    log.debug("change_feed_not_closed")
                connections.close_all()
            time.sleep(AGAIN_AFTER)

    def _listen(self, link: Any) -> None:
        raw = link.connection
        prepare_state(raw.pgconn)
        raw.execute(f"LISTEN {CHANNEL}")
        last: RegistryState | None = None
        while True:
            asked_at = time.monotonic()
            state = state_reader.parse(read_prepared(raw.pgconn))
            if state != last and self.on_change is not None:
                self.on_change(state)
            self._heard, last = (state, asked_at), state
            if take_told(raw.pgconn):
                # Perhaps of a commit that the query did not see yet.
                continue
            for _told in raw.notifies(timeout=LOOK_EVERY, stop_after=1):
                pass


def take_told(pgconn: Any) -> bool:
    """Say whether something was called out while a query waited for its answer, and take it.

    libpq sets it aside then, and `notifies` looks there only when the next call comes: a tenth of a second too late.
    """
    is_told = False
    while pgconn.notifies() is not None:
        is_told = True
    return is_told


change_feed = ChangeFeed()
_freshness = KeptSetting("DECISIONS_FRESHNESS")


def current_state(*, is_outside: bool = False) -> RegistryState:
    """Return the registry's state: that of the last commit, or in feed mode one heard a moment ago.

    `is_outside` says that the caller is in no transaction. Raises what the database raises: without either there is
    no answer.
    """
    heard = change_feed.state() if _freshness.value == "feed" else None
    # Inside a transaction the caller's own connection may see what nobody else can yet.
    if heard is not None and (is_outside or not connection.in_atomic_block):
        return heard
    return state_reader.read()
