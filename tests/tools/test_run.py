"""`make run` keeps the contract that software outside this repository rests on."""

from __future__ import annotations

import json
import os
import shlex
import stat
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.tools.launching import Launched, find_alive

START_SECONDS = 240
STOP_SECONDS = 30
READY = {"database": "ok", "migrations": "ok", "ledger": "ok", "broker": "ok"}


def ask(arguments: list[str]) -> dict[str, Any]:
    """Do what a curl line does: post its body with its headers and return the JSON answer."""
    headers = dict(
        arguments[place + 1].split(": ", 1) for place, word in enumerate(arguments) if word == "-H"
    )
    (url,) = (word for word in arguments if word.startswith("http"))
    body = arguments[arguments.index("-d") + 1].encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as response:
        answer: dict[str, Any] = json.load(response)
        return answer


def wait_for_ready(running: Launched, url: str) -> dict[str, Any]:
    """Return the answer of /readyz once there is one; fail with the server's output when it ends before."""
    deadline = time.monotonic() + START_SECONDS
    while running.process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{url}readyz", timeout=30) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
        time.sleep(0.2)
    running.end()
    pytest.fail("the server is not ready:\n" + "\n".join(running.read_rest(STOP_SECONDS)))


def test_run_serves_the_demo_and_stops_without_a_trace(
    launch: Callable[..., Launched], port: int, tmp_path: Path
) -> None:
    """One command, from an empty folder to an answered question, and nothing left after a SIGTERM to make."""
    running = launch("run")
    url = f"http://127.0.0.1:{port}/"
    assert running.read_until("ready: ", START_SECONDS) == f"ready: {url}"

    written = tmp_path / "var" / "demo.json"
    demo = json.loads(written.read_text())
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert set(demo) == {"url", "users", "api_keys", "questions"}
    assert {"permit", "deny_alias", "deny_region"} <= set(demo["questions"])
    assert demo["url"] == url

    (line,) = (line for line in running.output if line.startswith("  curl "))
    command = shlex.split(line)
    answers = {}
    for name in ("permit", "deny_alias", "deny_region"):
        command[-1] = json.dumps(demo["questions"][name])
        answers[name] = ask(command)["decision"]
    assert answers == {"permit": "permit", "deny_alias": "deny", "deny_region": "deny"}

    assert wait_for_ready(running, url)["parts"] == READY

    second = launch("run")
    refusal = second.read_rest(STOP_SECONDS)
    assert (second.process.returncode, refusal[0].partition(";")[0]) == (
        2,
        f"run: 127.0.0.1:{port} is taken by another program",
    )

    family = running.list_descendants()
    assert len(family) >= 5  # make, the launcher, the web server, the worker and their own children
    running.process.terminate()
    running.read_rest(STOP_SECONDS)
    assert find_alive(family) == set()


@pytest.mark.postgres
@pytest.mark.redis
def test_serve_answers_on_postgresql_and_redis(
    launch: Callable[..., Launched], port: int, empty_database_url: str
) -> None:
    """On an empty PostgreSQL database the server brings it up to date, and the worker waits for that."""
    services = {"DATABASE_URL": empty_database_url, "BROKER_URL": os.environ["BROKER_URL"]}
    worker = launch("worker", **services)
    running = launch("serve", **services, WORKERS="2")
    running.read_until("serve: listening on ", START_SECONDS)
    answer = wait_for_ready(running, f"http://127.0.0.1:{port}/")
    assert answer == {"ready": True, "parts": READY}
    worker.read_until("worker: started", START_SECONDS)
    for each in (worker, running):
        family = each.list_descendants()
        each.process.terminate()
        each.read_rest(STOP_SECONDS)
        assert find_alive(family) == set()
