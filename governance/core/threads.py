"""A thread that works beside the answers, for what no answer may wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable


class KeptThread:
    """One daemon thread that runs `work`, which never returns, from the first `ensure` on.

    A thread does not survive a fork, so whether there is one is asked of the thread itself, each time.
    """

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self._name = name
        self._work = work
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Say whether the thread runs in this process."""
        return self._thread is not None and self._thread.is_alive()

    def ensure(self, before: Callable[[], object] | None = None) -> None:
        """Start the thread unless it runs; `before` is called only then, ahead of it."""
        if self.is_alive:
            return
        with self._lock:
            if self.is_alive:
                return
            if before is not None:
                before()
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
