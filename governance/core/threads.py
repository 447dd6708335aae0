"""A thread that works beside the answers, for what no answer may wait for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable


class KeptThread:
    """One daemon thread that runs `work`, which never returns, from the first `ensure` on.

    A thread does not survive a fork: a forked process begins without one, after `forget`.
    """

    def __init__(
        self, name: str, work: Callable[[], object], forget: Callable[[], object] = lambda: None
    ) -> None:
        self._name = name
        self._work = work
        self._forget = forget
        self._lock = threading.Lock()
        self.is_alive = False
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._lock = threading.Lock()
        self.is_alive = False
        self._forget()

    def ensure(self) -> None:
        """Start the thread unless it runs; asked at every answer, so it looks at no more than a flag."""
        if self.is_alive:
            return
        with self._lock:
            if self.is_alive:
                return
            self._forget()
            threading.Thread(target=self._run, name=self._name, daemon=True).start()
            self.is_alive = True

    def _run(self) -> None:
        try:
            self._work()
        finally:
            with self._lock:
                self.is_alive = False
