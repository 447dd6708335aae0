"""A kill switch thrown under load: how old is the last permit that any process gives after the commit?"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.meta.sources import ROOT

WORKERS = 2
ASKERS = 4


@dataclass
class Flips:
    """What was seen: permits whose question began after a kill's commit, by their delay in seconds."""

    asked: int = 0
    flips: int = 0
    late: list[float] = field(default_factory=list)
    other: list[int] = field(default_factory=list)


def database_url() -> str:
    """Return the address of the database that this process is connected to, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password = quote(database["USER"] or ""), quote(database["PASSWORD"] or "")
    who = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"postgres://{who}{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}/{database['NAME']}"


def find_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(**environment: str) -> Iterator[int]:
    """Run the web server with two processes against this process's database; yield its port."""
    port = find_port()
    given = {
        "IMPRIMATUR_ENV": "development",
        "DATA_DIR": str(settings.DATA_DIR),
        "DATABASE_URL": database_url(),
        "DECISION_LOG": "batched",
    }
    command = [
        sys.executable,
        "-m",
        "granian",
        "governance.wsgi:application",
        "--interface",
        "wsgi",
        "--http",
        "1",
    ]
    command += [
        "--port",
        str(port),
        "--workers",
        str(WORKERS),
        "--blocking-threads",
        "4",
        "--log-level",
        "error",
        "--workers-kill-timeout",
        "5",
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **given, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                link.request("GET", "/healthz")
                assert link.getresponse().status == 200
                link.close()
                break
            except OSError:
                assert time.monotonic() < deadline, "the server does not start"
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


class Asker:
    """One keep-alive connection."""

    def __init__(self, port: int, secret: str, question: dict[str, Any]) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._body = json.dumps(question)
        self._headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}

    def ask(self) -> tuple[int, str]:
        """Return status and decision."""
        self._link.request("POST", "/api/v1/decisions", self._body, self._headers)
        response = self._link.getresponse()
        body = json.loads(response.read())
        return response.status, body.get("decision", "")

    def close(self) -> None:
        """Hang up."""
        self._link.close()


def flip(
    port: int,
    secret: str,
    question: dict[str, Any],
    *,
    kill: Callable[[], Any],
    release: Callable[[Any], Any],
    flips: int,
) -> Flips:
    """Throw and release a kill switch many times while others ask, and ask every process right after each commit."""
    seen = Flips(flips=flips)
    # While killed: the instant after the commit. A question that begins later must be denied.
    killed_since: list[float | None] = [None]
    stop = threading.Event()
    lock = threading.Lock()

    def judge(begun: float, since: float | None, status: int, decision: str) -> None:
        # Killed for the whole time that the question took, and not released meanwhile.
        is_killed = since is not None and killed_since[0] == since
        with lock:
            seen.asked += 1
            if status != 200:
                seen.other.append(status)
            elif since is not None and is_killed and decision == "permit":
                seen.late.append(begun - since)

    def load() -> None:
        asker = Asker(port, secret, question)
        while not stop.is_set():
            since, begun = killed_since[0], time.monotonic()
            judge(begun, since, *asker.ask())
        asker.close()

    # Every process has compiled what it answers from before anything changes.
    for _ in range(10 * WORKERS):
        asker = Asker(port, secret, question)
        asker.ask()
        asker.close()
    threads = [threading.Thread(target=load) for _ in range(ASKERS)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(flips):
            engaged = kill()
            killed_since[0] = time.monotonic()
            for _process in range(2 * WORKERS):
                asker, begun = Asker(port, secret, question), time.monotonic()
                judge(begun, killed_since[0], *asker.ask())
                asker.close()
            killed_since[0] = None
            release(engaged)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return seen
