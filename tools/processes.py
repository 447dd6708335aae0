"""Child processes that never outlive the launcher that started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_SECONDS = 15.0
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux for a SIGTERM when the launcher dies, even by a SIGKILL that lets it forward nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """A set of named children, each leading a process group of its own.

    Own groups keep a Ctrl-C on the terminal from reaching a child twice: the launcher alone hears it and passes it on.
    """

    def __init__(self, directory: Path, environment: dict[str, str]) -> None:
        self._directory = directory
        self._environment = environment
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        """Start one child under a name."""
        child = subprocess.Popen(
            command,
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,  # safe: the launcher has one thread
        )
        self._children[name] = child
        return child

    def run(self, name: str, command: list[str]) -> int:
        """Run one child to its end and return its exit code; it too is stopped when the launcher is."""
        child = self.start(name, command)
        try:
            return child.wait()
        finally:
            if child.returncode is not None:
                del self._children[name]

    def find_dead(self) -> tuple[str, int] | None:
        """Return the name and exit code of a child that has ended by itself, if one has."""
        for name, child in self._children.items():
            code = child.poll()
            if code is not None:
                return name, code
        return None

    def stop(self) -> None:
        """Ask every child to end, wait, then end by force whatever is left of their groups."""
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for child in self._children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
        for child in self._children.values():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self._children.clear()
