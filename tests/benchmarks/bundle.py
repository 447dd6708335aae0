"""The bundle at 20,000 approvals: its size, what a client holds in memory, how fast it decides, what a refresh costs.

    DATABASE_URL=postgres://… python -m tests.benchmarks.bundle [APPROVALS]

Each approval is of a model of its own, which is the worst case. Sizes in megabytes (10⁶ bytes), beside those of the
same facts written out one by one. The second size is of the same registry with as little in common as there can be:
ids a random distance apart, and instants, scopes and names that differ from row to row.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.benchmarks.population import populate


def main() -> None:
    """Fill a database, make its bundle, hold it, ask."""
    approvals = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    folder = Path(tempfile.mkdtemp(prefix="imprimatur-benchmark-"))
    os.environ.update(IMPRIMATUR_ENV="test", DATA_DIR=str(folder))
    questions = populate(approvals).questions
    from django.utils import timezone

    from imprimatur import Question, evaluate
    from imprimatur.bundle import read_body
    from registry.bundles.assembling import Assembler, sign_body
    from registry.decisions.snapshots import get_snapshot

    snapshot = get_snapshot()
    start = time.perf_counter()
    body = Assembler().get_body(snapshot)
    print(f"body made in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    for _ in range(200):
        sign_body(body, timezone.now())
    print(f"a statement takes {(time.perf_counter() - start) / 200 * 1e3:.2f} ms")
    show_size("size", snapshot)
    show_size("size with little in common", scatter(snapshot))
    tracemalloc.start()
    held = read_body(body.raw)
    now_held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"a client holds {now_held / 1e6:.0f} MB, and {peak / 1e6:.0f} MB while it reads")
    path = folder / "held.json"
    path.write_bytes(body.raw)
    grown = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bundle", "--read", path],
        check=True,
        capture_output=True,
        text=True,
    )
    print(grown.stdout, end="")
    now = timezone.now()
    path.unlink()
    now = timezone.now()
    asked = [Question.from_dict(json.loads(each)) for each in questions]
    for name in ("anew", "again"):
        start = time.process_time()
        for question in asked:
            evaluate(held, question, now)
        speed = len(asked) / (time.process_time() - start)
        print(f"{speed:,.0f} decisions a second of one core, {len(asked):,} different questions asked {name}")


def show_size(name: str, snapshot: Any) -> None:
    """Print the size of the body, and of the facts written out one by one."""
    from imprimatur.bundle import canonical
    from imprimatur.tables import to_tables

    sizes = []
    for written in (to_tables(snapshot), snapshot.to_dict()):
        raw = canonical(written)
        sizes += [len(raw) / 1e6, len(gzip.compress(raw, 6, mtime=0)) / 1e6]
    print("{}: {:.2f} MB, compressed {:.2f} MB; one by one {:.2f} and {:.2f}".format(name, *sizes))


def scatter(snapshot: Any) -> Any:
    """Return the snapshot with ids, instants, scopes and names as different as they can be from row to row."""
    chance = random.Random(1)
    # Made one by one over two years, in an order that has nothing to do with names.
    first, year = 0x19A2_0000_0000, 365 * 86_400_000
    steps = [
        chance.randrange(4 * year // len(snapshot.approvals)) for _ in range(2 * len(snapshot.approvals))
    ]
    times = list(accumulate(steps, initial=first))
    chance.shuffle(times)

    def make_id(at: int) -> str:
        low = chance.getrandbits(12) << 64 | chance.getrandbits(62)
        return str(UUID(int=at << 80 | 7 << 76 | 2 << 62 | low))

    scopes = [frozenset(chance.sample([f"team-{n}" for n in range(60)], 2)) for _ in range(900)]
    services = [make_id(times.pop()) for _ in range(50)]
    names, resources, approvals = {}, [], []
    for fact in snapshot.resources.values():
        at = times.pop() if times else first
        day = f"{2023 + chance.randrange(4)}-{1 + chance.randrange(12):02}-{1 + chance.randrange(28):02}"
        name = names[fact.id] = f"{chance.choice(PROVIDERS)}/{chance.getrandbits(32):x}-{day}"
        resources.append(
            replace(
                fact,
                id=name,
                label=name,
                record_id=make_id(at),
                pin_value=day,
                service=chance.choice(services),
            )
        )
    for fact in snapshot.approvals.values():
        at = times.pop() if times else first
        begun = fact.valid_from + timedelta(milliseconds=at - first, microseconds=chance.randrange(10**6))
        approvals.append(
            replace(
                fact,
                id=make_id(at),
                resource_id=names[fact.resource_id],
                label=f"APR-{2024 + (at - first) // year}-{chance.randrange(10**5):05}",
                teams=chance.choice(scopes),
                valid_from=begun,
                valid_until=begun + timedelta(days=chance.randrange(30, 366)),
            )
        )
    return snapshot.rebuild(revision=snapshot.revision, resources=resources, approvals=approvals)


PROVIDERS = [f"provider-{n}" for n in range(40)]


def read(path: Path) -> None:
    """Say by how much a process grows that reads the body and answers 20,000 questions from it."""
    from imprimatur import Question, evaluate
    from imprimatur.bundle import read_body

    before = measure_peak()
    snapshot = read_body(path.read_bytes())
    after = measure_peak()
    print(f"a process of {before:.0f} MB grows to {after:.0f} MB at its most while it reads", end="")
    asked = Question(
        "team",
        "support",
        "model",
        "",
        "use",
        "ticket-summaries",
        1,
        ("internal",),
        "aws:eu-west-1",
        "production",
    )
    for _type, name in list(snapshot.resources)[:20_000]:
        evaluate(snapshot, replace(asked, resource_id=name), datetime.now(UTC))
    print(f", and to {measure_peak():.0f} MB once it has answered")


def measure_peak() -> float:
    """Return the most memory that this process ever took, in megabytes. (getrusage would tell its parent's too.)"""
    said = Path("/proc/self/status").read_text()
    return int(said.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(Path(sys.argv[2]))
    else:
        main()
