"""Servers under load over HTTP: the server has the first core, the load and the database the second."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PORT = 8377
SECONDS = 5
CONNECTIONS = 8
CHANGES = 50
SERVER = "governance.wsgi:application"


@dataclass
class Changed:
    """How many changes were made, and in how long."""

    count: int = 0
    seconds: float = 0.0


@dataclass
class Figure:
    """What one load measured."""

    name: str
    per_second: float
    p50: float
    p99: float
    failed: int
    each: int = 1


@contextmanager
def changing(cast: Any, *, is_kept: bool = True) -> Iterator[Changed]:
    """Throw and release a kill switch of a model that nobody asks about, some fifty times a second, meanwhile.

    Without `is_kept` each is rolled back: as much work for the machine, and nothing that the server could see.
    """
    from django.db import transaction

    from registry.kill_switch.services import engage_kill_switch, release_kill_switch

    changed, stop = Changed(), threading.Event()

    def change() -> None:
        os.sched_setaffinity(0, {1})
        # Who makes the changes gives way to the load and the database, as if on a machine of their own.
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        started = time.monotonic()
        while not stop.is_set():
            target = "openai/gpt-4o-2024-08-06"
            with nullcontext() if is_kept else transaction.atomic():
                thrown = engage_kill_switch(actor=cast.olga, stops="model", target=target, reason="Bench.")
                release_kill_switch(actor=cast.ada, engagement=thrown, reason="Bench.")
                if not is_kept:
                    transaction.set_rollback(True)
            changed.count += 2
            changed.seconds = time.monotonic() - started
            time.sleep(max(0.0, changed.count / CHANGES - changed.seconds))

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield changed
    finally:
        stop.set()
        thread.join()


def write_load(path: Path, key: str, bodies: list[str]) -> None:
    """Write a script for wrk that sends the bodies in turn."""
    (path.with_suffix(".json")).write_text("\n".join(bodies))
    path.write_text(
        f"""
local headers = {{["Content-Type"] = "application/json", ["Authorization"] = "Bearer {key}"}}
local made = {{}}
local at = 0
function init(args)
  for body in io.lines("{path.with_suffix(".json")}") do
    made[#made + 1] = wrk.format("POST", nil, headers, body)
  end
end
function request()
  at = at % #made + 1
  return made[at]
end
"""
    )


@contextmanager
def serving(application: str, threads: int, **settings: str) -> Iterator[None]:
    """Run one server process on the first core."""
    command = ["taskset", "-c", "0", sys.executable, "-m", "granian", application, "--interface", "wsgi"]
    command += ["--port", str(PORT), "--workers", "1", "--blocking-threads", str(threads), "--http", "1"]
    command += ["--no-ws", "--log-level", "error"]
    process = subprocess.Popen(
        command, env={**os.environ, "IMPRIMATUR_ENV": "development", "THREADS": str(threads), **settings}
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1)
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    sys.exit(f"http_speed: {application} does not start.")
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask(key: str, question: str) -> None:
    """Wait for one decision: the first of a large registry waits until all of it is read."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/api/v1/decisions", question.encode(), headers)
    urllib.request.urlopen(request, timeout=600).close()


def load(name: str, path: str, script: Path, each: int = 1, port: int = PORT) -> Figure:
    """Load for a moment to warm up, then measure."""
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", "--latency", "-s", str(script)]
    command += [f"http://127.0.0.1:{port}{path}"]
    subprocess.run([*command, "-d2"], check=True, capture_output=True)
    said = subprocess.run([*command, f"-d{SECONDS}"], check=True, capture_output=True, text=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate is not None, said
    return Figure(
        name,
        float(rate[1]),
        read_latency(said, "50%"),
        read_latency(said, "99%"),
        int(failed[1]) if failed else 0,
        each,
    )


def read_latency(said: str, mark: str) -> float:
    """Return a latency of wrk's in milliseconds."""
    found = re.search(rf"^\s+{mark}\s+([\d.]+)(us|ms|s)\s*$", said, re.MULTILINE)
    assert found is not None, said
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]
