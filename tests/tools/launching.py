"""The Makefile's servers, started as a person starts them."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.meta.sources import ROOT

# What the test process was given for itself and a server must not inherit.
OWN = (
    "IMPRIMATUR_ENV",
    "DJANGO_SETTINGS_MODULE",
    "DATA_DIR",
    "DATABASE_URL",
    "BROKER_URL",
    "MAKEFLAGS",
    "MAKELEVEL",
)


def manage(command: str, **settings: str) -> None:
    """Run a management command as beside a server; its output is shown when it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    subprocess.run(
        [sys.executable, "manage.py", command], cwd=ROOT, env={**environment, **settings}, check=True
    )


class Launched:
    """A running `make` target, with its output line by line."""

    def __init__(self, target: str, settings: dict[str, str]) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in OWN}
        self.process = subprocess.Popen(
            ["make", target],
            cwd=ROOT,
            env={**environment, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.output: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def read_until(self, prefix: str, seconds: float) -> str:
        """Return the first line that starts so; fail with all the output when it does not come."""
        deadline = time.monotonic() + seconds
        with suppress(queue.Empty):
            while (line := self._lines.get(timeout=max(0.1, deadline - time.monotonic()))) is not None:
                self.output.append(line)
                if line.startswith(prefix):
                    return line
        pytest.fail(f"no line {prefix!r} in:\n" + "\n".join(self.output))

    def read_rest(self, seconds: float) -> list[str]:
        """Wait for the end and return all the output."""
        self.process.wait(timeout=seconds)
        self._reader.join(timeout=seconds)
        while not self._lines.empty():
            if (line := self._lines.get()) is not None:
                self.output.append(line)
        return self.output

    def list_descendants(self) -> set[int]:
        """The process ids of make and of everything under it."""
        listed = subprocess.run(
            ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
        ).stdout
        parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}
        family = {self.process.pid}
        while grown := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= grown
        return family

    def end(self) -> None:
        """Stop what is left, by force after a while; also closes the pipe."""
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=30)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self._reader.join(timeout=5)
        assert self.process.stdout is not None
        self.process.stdout.close()


def is_alive(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def find_alive(processes: set[int]) -> set[int]:
    """Those of the processes that outlive five seconds, which is what a SIGKILL may take to arrive."""
    deadline = time.monotonic() + 5
    while (alive := {pid for pid in processes if is_alive(pid)}) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive
