"""From the commit of a kill to the last permit of any server process: nothing by default, a moment in feed mode.

    DATABASE_URL=postgres://… python -m tests.benchmarks.kill_delay [FLIPS [APPROVALS]]

Needs PostgreSQL. A server of two processes, asked without pause over 16 connections by processes of their own; FLIPS
times (1,000 unless said otherwise) the organisation's kill switch is thrown, kept for HOLD seconds and lifted.
Counted are permits whose question began after the service that threw it had returned, told before it was lifted; a
flip's delay is when the last of them was told, which its decision id says to the millisecond. (When an answer comes
says more of how busy the asker is.) Three runs: `commit`, `feed`, and `feed` with every connection of
the server to its database cut right before each kill (a tenth of the flips), so that what the feed said last is all
it has. Times in milliseconds. Exit code 1 for a permit that must not be.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.population import Population, populate

HOLD, PAUSE = 0.15, 0.03
#: Seconds until a feed that was cut off listens again, and is worth being cut off.
PAUSE_AFTER_CUT = 1.0
ASKING_PROCESSES, CONNECTIONS_EACH = 2, 8
QUESTIONS = 50
#: What feed mode may be behind, p99.9.
GOAL = 50.0
PERMIT = b'"decision":"permit"'
#: An id's time is cut down to a whole one.
MILLISECOND = 0.001
ID = re.compile(rb'"decision_id":"([0-9a-f]{8})-([0-9a-f]{4})-')


@dataclass
class Run:
    """What one run saw: for each flip, when the switch was thrown and when lifting it began, and the answers."""

    mode: str
    killed: list[tuple[float, float]] = field(default_factory=list)
    #: (begun, told, 1 for a permit, 0 for a denial, -503 for that error), in the order of their beginning.
    answers: list[tuple[float, float, int]] = field(default_factory=list)
    connections: str = ""

    def list_delays(self) -> list[float]:
        """Return for each flip the delay of its last late permit in milliseconds, 0 when there was none."""
        return [
            max(((told + MILLISECOND - since) * 1e3 for told in self.late_in(since, until)), default=0.0)
            for since, until in self.killed
        ]

    def late_in(self, since: float, until: float) -> Iterator[float]:
        """Yield when permits were told that were asked for and told while the switch was thrown."""
        for begun, told, said in self.answers[bisect_left(self.answers, (since,)) :]:
            if begun >= until:
                return
            if said == 1 and told < until:
                yield told


def main() -> int:
    """Fill a database, serve, flip, print."""
    flips = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    approvals = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        sys.exit("kill_delay: DATABASE_URL must name an empty PostgreSQL database.")
    folder = Path(tempfile.mkdtemp(prefix="imprimatur-benchmark-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    os.environ.update(IMPRIMATUR_ENV="test", DATA_DIR=str(folder))
    (folder / "static").mkdir()
    population = populate(approvals)
    runs = [
        throw(population, folder, "commit", flips),
        throw(population, folder, "feed", flips),
        throw(population, folder, "feed, cut off", max(1, flips // 10), is_cut=True),
    ]
    shutil.rmtree(folder)
    return show(runs)


def throw(population: Population, folder: Path, mode: str, flips: int, *, is_cut: bool = False) -> Run:
    """Throw and lift the switch many times under load."""
    from registry.kill_switch.services import engage_kill_switch, release_kill_switch
    from tests.registry.fast_lane.flipping import serving

    cast, run = population.cast, Run(mode)
    with (
        serving(DECISIONS_FRESHNESS=mode.partition(",")[0]) as port,
        asking(port, population, folder) as files,
    ):
        run.connections = count_connections(port)
        for _ in range(flips):
            if is_cut:
                cut_connections()
            thrown = engage_kill_switch(actor=cast.olga, stops="organisation", reason="Drill.")
            since = time.time()
            time.sleep(HOLD)
            run.killed.append((since, time.time()))
            release_kill_switch(actor=cast.ada, engagement=thrown, reason="Over.")
            time.sleep(PAUSE_AFTER_CUT if is_cut else PAUSE)
    for path in files:
        numbers = array("d", path.read_bytes())
        run.answers += zip(numbers[::3], numbers[1::3], map(int, numbers[2::3]), strict=True)
    run.answers.sort()
    return run


def cut_connections() -> None:
    """Break every connection to this database but this process's own."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@contextmanager
def asking(port: int, population: Population, folder: Path) -> Iterator[list[Path]]:
    """Ask without pause from processes of their own; the files that are yielded are full when the block has ended."""
    (folder / "questions").write_text("\n".join(population.questions[:QUESTIONS]))
    files = [folder / f"asked-{number}" for number in range(ASKING_PROCESSES)]
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.kill_delay",
        "--ask",
        str(port),
        str(folder / "questions"),
    ]
    environment = {**os.environ, "KEY": population.key}
    started = [subprocess.Popen([*command, path], stdin=subprocess.PIPE, env=environment) for path in files]
    try:
        time.sleep(3)
        yield files
    finally:
        for process in started:
            process.communicate(timeout=30)
    if any(process.returncode for process in started):
        sys.exit("kill_delay: who asked did not come to the end.")


def ask(port: int, questions: Path, path: Path) -> None:
    """Send the questions in turn over each connection until standard input ends; write down when, and what was told."""
    key = os.environ["KEY"]
    sent = []
    for body in questions.read_text().splitlines():
        head = f"POST /api/v1/decisions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n\r\n"
        sent.append((head + body).encode())
    links = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(CONNECTIONS_EACH)]
    for link in links:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    found = array("d")
    number = 0
    # Standard input says nothing until it ends.
    while not select.select([0], [], [], 0)[0]:
        begun = []
        for link in links:
            begun.append(time.time())
            link.sendall(sent[number % len(sent)])
            number += 1
        for link, at in zip(links, begun, strict=True):
            answer = receive(link)
            told, said = read_answer(answer)
            found.extend((at, told, said))
    path.write_bytes(found.tobytes())


def read_answer(answer: bytes) -> tuple[float, int]:
    """Return when an answer was told, by the UUIDv7 of its decision, and 1 for a permit, 0 for a denial.

    An error is its status below zero.
    """
    found, status = ID.search(answer), int(answer[9:12])
    if found is None or status != 200:
        return 0.0, -status
    return int(found[1] + found[2], 16) / 1e3, int(PERMIT in answer)


def receive(link: socket.socket) -> bytes:
    """Return one whole answer."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += link.recv(65_536) or sys.exit("kill_delay: the server hung up.")
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head) or sys.exit(
        f"kill_delay: {head!r} has no length."
    )
    while len(body) < int(length[1]):
        body += link.recv(65_536) or sys.exit("kill_delay: the server hung up.")
    return head + b"\r\n\r\n" + body


def count_connections(port: int) -> str:
    """Return how many of the connections each server process has; Linux says it in /proc."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "01"}
    counts = []
    for process in Path("/proc").glob("[0-9]*/fd"):
        try:
            counts.append(sum(str(each.readlink()) in ours for each in process.iterdir()))
        except OSError:
            continue
    return " + ".join(map(str, sorted(filter(None, counts))))


def show(runs: list[Run]) -> int:
    """Print the table; return the exit code."""
    from governance.core.feed import SILENT_AFTER

    print(
        f"{'':14} {'flips':>6} {'answers/s':>10} {'connections':>12} {'permits':>9} {'late':>6} {'errors':>7} "
        f"{'p50 ms':>8} {'p99':>8} {'p99.9':>8} {'max':>8} {'p99.9 / 50 ms':>14}"
    )
    worst = {}
    for run in runs:
        delays = sorted(run.list_delays())
        late = sum(1 for since, until in run.killed for _ in run.late_in(since, until))
        lasted = run.answers[-1][0] - run.answers[0][0]
        said = Counter(each[2] for each in run.answers)
        errors = {-value: count for value, count in said.items() if value < 0}
        marks = [delays[min(len(delays) - 1, int(len(delays) * part))] for part in (0.5, 0.99, 0.999)]
        worst[run.mode] = delays[-1]
        print(
            f"{run.mode:14} {len(run.killed):6,} {len(run.answers) / lasted:10,.0f} {run.connections:>12} {said[1]:9,} "
            f"{late:6,} {sum(errors.values()):7,} "
            + " ".join(f"{each:8.2f}" for each in (*marks, delays[-1]))
            + f" {marks[2] / GOAL:14.2f}"
            + "".join(f"; {count:,} x {status}" for status, count in errors.items())
        )
    is_wrong = worst["commit"] > 0 or max(worst.values()) > SILENT_AFTER * 1e3
    return int(is_wrong)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        ask(int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        sys.exit(main())
