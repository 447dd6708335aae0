"""Children of the launcher end with it, also those that will not."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.launching import find_alive
from tools import processes as module
from tools.processes import Processes

SLEEP = "import time; time.sleep(60)"
DEAF = """
import pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path("pid").write_text("deaf")
time.sleep(60)
"""
PARENT = f"""
import pathlib, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {SLEEP!r}])
pathlib.Path("pid").write_text(str(child.pid))
child.wait()
"""


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """An empty set of children, working in the test's folder."""
    made = Processes(tmp_path, dict(os.environ))
    yield made
    made.stop()


def run_python(processes: Processes, source: str) -> int:
    """Start a child that runs the source, and return its process id."""
    return processes.start("child", [sys.executable, "-c", source]).pid


def read_pid_file(folder: Path) -> str:
    """What a child writes once it has come so far."""
    path = folder / "pid"
    for _ in range(200):
        if path.exists() and path.read_text():
            return path.read_text()
        time.sleep(0.05)
    pytest.fail("the child wrote nothing")


def test_stop_ends_a_child(processes: Processes) -> None:
    """The plain case."""
    pid = run_python(processes, SLEEP)
    processes.stop()
    assert find_alive({pid}) == set()


def test_stop_ends_a_grandchild(processes: Processes, tmp_path: Path) -> None:
    """A child that dies without ending its own children leaves them to us."""
    pid = run_python(processes, PARENT)
    grandchild = int(read_pid_file(tmp_path))
    processes.stop()
    assert find_alive({pid, grandchild}) == set()


def test_stop_ends_a_deaf_child(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that ignores SIGTERM is ended by force when patience runs out."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.2)
    pid = run_python(processes, DEAF)
    read_pid_file(tmp_path)
    processes.stop()
    assert find_alive({pid}) == set()


def test_dead_child_is_named_with_its_code(processes: Processes) -> None:
    """The launcher can say what died and how."""
    child = processes.start("web server", [sys.executable, "-c", "raise SystemExit(3)"])
    child.wait()
    assert processes.find_dead() == ("web server", 3)


def test_step_returns_its_code_and_is_forgotten(processes: Processes) -> None:
    """A step that has ended is not taken for a server that died."""
    code = processes.run("a step", [sys.executable, "-c", "raise SystemExit(4)"])
    assert (code, processes.find_dead()) == (4, None)
