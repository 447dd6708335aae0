"""Decisions a second over HTTP, beside answers of known cost from the same server on the same core, in one run.

    DATABASE_URL=postgres://… python -m tests.benchmarks.http_speed [APPROVALS]

Needs `wrk` (Debian's package) and two cores: the server has the first, the load and the database the second. One
process, 8 keep-alive connections; keys are checked and every answer carries its reasons. Each question is one of
APPROVALS different ones (2,000 unless said otherwise), a tenth of them denied. Prints requests and decisions a
second, latencies in milliseconds, and the ratio to a REST framework view with one look-up.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.population import populate

PORT = 8377
SECONDS = 5
CONNECTIONS = 8
BULK = 1_000
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


def main() -> int:
    """Make the records, serve, load, print."""
    approvals = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    if shutil.which("wrk") is None:
        sys.exit("http_speed: wrk is missing; Debian calls its package wrk.")
    folder = Path(tempfile.mkdtemp(prefix="imprimatur-benchmark-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    os.environ.update(
        IMPRIMATUR_ENV="test", DATA_DIR=str(folder), PORT=str(PORT), DECISIONS_PER_MINUTE="1000000000"
    )
    (folder / "static").mkdir()
    key, questions, cast = populate(approvals)
    one, many = folder / "one.lua", folder / "many.lua"
    write_load(one, key, questions)
    write_load(many, key, [json.dumps({"questions": [json.loads(each) for each in questions[:BULK]]})])
    figures = []
    baselines = "tests.benchmarks.baselines"
    with serving(f"{baselines}:static", 8):
        figures.append(load("static answer, bare WSGI", "/", one))
    with serving(f"{baselines}:application", 8):
        figures.append(load("bare Django view", "/bare", one))
        figures.append(load("REST framework, one look-up", "/drf", one))
    name = f"decisions at {CHANGES} changes a second"
    with serving(SERVER, 8):
        quiet = load("decisions, quiet", "/api/v1/decisions", one)
        with changing(cast) as changed:
            figures += [quiet, load(name, "/api/v1/decisions", one)]
    made = changed.count / changed.seconds
    print(f"{made:.0f} changes a second were made; p99 {figures[-1].p99 / quiet.p99:.2f} x quiet")
    for log in ("off", "batched", "strict"):
        with serving(SERVER, 8, DECISION_LOG=log):
            figures.append(load(f"decisions, log {log}", "/api/v1/decisions", one))
            if log != "strict":  # a thousand rows written before each answer measure the database alone
                figures.append(load(f"{BULK} in a call, log {log}", "/api/v1/decisions", many, each=BULK))
    modes = ["commit"] + (["feed"] if "postgres" in os.environ.get("DATABASE_URL", "") else [])
    for mode in modes:
        for threads in (8, 1):
            with serving(SERVER, threads, DECISIONS_FRESHNESS=mode):
                where = f"{mode}, {threads} threads" if threads > 1 else f"{mode}, 1 thread"
                figures.append(load(f"decisions ({where})", "/api/v1/decisions", one))
                figures.append(load(f"the same, AuthZEN ({where})", "/access/v1/evaluation", one))
                figures.append(load(f"{BULK} in a call ({where})", "/api/v1/decisions", many, each=BULK))
    show(figures)
    shutil.rmtree(folder)
    return 0 if not any(figure.failed for figure in figures) else 1


@contextmanager
def changing(cast: Any) -> Iterator[Changed]:
    """Throw and release a kill switch of a model that nobody asks about, some fifty times a second, meanwhile."""
    from registry.kill_switch.services import engage_kill_switch, release_kill_switch

    changed, stop = Changed(), threading.Event()

    def change() -> None:
        os.sched_setaffinity(0, {1})
        started = time.monotonic()
        while not stop.is_set():
            target = "openai/gpt-4o-2024-08-06"
            thrown = engage_kill_switch(actor=cast.olga, stops="model", target=target, reason="Bench.")
            release_kill_switch(actor=cast.ada, engagement=thrown, reason="Bench.")
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
    process = subprocess.Popen(command, env={**os.environ, "IMPRIMATUR_ENV": "development", **settings})
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


def load(name: str, path: str, script: Path, each: int = 1) -> Figure:
    """Load for a moment to warm up, then measure."""
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", "--latency", "-s", str(script)]
    command += [f"http://127.0.0.1:{PORT}{path}"]
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


def show(figures: list[Figure]) -> None:
    """Print the table."""
    base = next(figure for figure in figures if figure.name.startswith("REST"))
    print(
        f"{'':44} {'requests/s':>11} {'decisions/s':>12} {'p50 ms':>8} {'p99 ms':>8} {'x DRF':>7} {'failed':>7}"
    )
    for each in figures:
        decisions = each.per_second * each.each
        print(
            f"{each.name:44} {each.per_second:11,.0f} {decisions:12,.0f} {each.p50:8.2f} {each.p99:8.2f} "
            f"{decisions / base.per_second:7.1f} {each.failed:7d}"
        )


if __name__ == "__main__":
    sys.exit(main())
