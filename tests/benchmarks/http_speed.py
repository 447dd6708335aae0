"""Decisions a second over HTTP, beside answers of known cost from the same server on the same core, in one run.

    DATABASE_URL=postgres://… python -m tests.benchmarks.http_speed [APPROVALS]
    DATABASE_URL=postgres://… python -m tests.benchmarks.http_speed --growth [FEW MANY]
    DATABASE_URL=postgres://… python -m tests.benchmarks.http_speed --tails [APPROVALS]

Needs `wrk` (Debian's package) and two cores: the server has the first, the load and the database the second. One
process with as many threads as `make serve` gives it, 8 keep-alive connections; keys are checked and every answer
carries its reasons. Each question is one of APPROVALS different ones (2,000 unless said otherwise), a tenth of them
denied. Prints requests and decisions a second, latencies in milliseconds (wrk's, which counts those in who would have
asked while an answer took long), and the ratios to a REST framework view with one look-up and to a static answer; OPA
and MLflow stand beside them where their commands are on the PATH (tests/benchmarks/peers.py).

`--growth` prints what a decision costs at 200,000 approvals beside 2,000, each measured against the bare view of the
same minute. `--tails` prints the 99th percentile at 50 changes a second, and quiet with and without the decision log,
in turn; and, as a control, with the same changes rolled back, which cost the machine as much and the server nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.http_load import CHANGES, PORT, SERVER, Figure, ask, changing, load, serving, write_load
from tests.benchmarks.peers import PEERS
from tests.benchmarks.population import Population, populate
from tools.server import THREADS

BULK = 1_000
#: Threads of a server that is made for many slow pages at once.
MANY = 8
#: Times that what is compared is measured in turn.
ROUNDS = 3


def main() -> int:
    """Make the records, serve, load, print."""
    options = [each for each in sys.argv[1:] if each.startswith("--")]
    numbers = [int(each) for each in sys.argv[1:] if not each.startswith("--")]
    growing = options == ["--growth"]
    approvals = numbers[0] if numbers else 2_000
    if shutil.which("wrk") is None:
        sys.exit("http_speed: wrk is missing; Debian calls its package wrk.")
    folder = Path(tempfile.mkdtemp(prefix="imprimatur-benchmark-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    os.environ.update(
        IMPRIMATUR_ENV="test", DATA_DIR=str(folder), PORT=str(PORT), DECISIONS_PER_MINUTE="1000000000"
    )
    (folder / "static").mkdir()
    population = populate(approvals)
    key, questions, cast = population.key, population.questions, population.cast
    one, many = folder / "one.lua", folder / "many.lua"
    write_load(one, key, questions)
    write_load(many, key, [json.dumps({"questions": [json.loads(each) for each in questions[:BULK]]})])
    if growing:
        return show_growth(population, numbers[1] if len(numbers) > 1 else 200_000, folder)
    if options == ["--tails"]:
        return show_tails(cast, one)
    figures = []
    baselines = "tests.benchmarks.baselines"
    with serving(f"{baselines}:static", THREADS):
        figures.append(load("static answer, bare WSGI", "/", one))
    with serving(f"{baselines}:application", THREADS):
        figures.append(load("bare Django view", "/bare", one))
        figures.append(load("REST framework, one look-up", "/drf", one))
    for peer in PEERS:
        with peer(questions, folder) as served:
            if served is not None:
                figures.append(load(served.name, served.path, served.script, port=served.port))
    name = f"decisions at {CHANGES} changes a second"
    with serving(SERVER, THREADS):
        quiet = load("decisions, quiet", "/api/v1/decisions", one)
        with changing(cast) as changed:
            figures += [quiet, load(name, "/api/v1/decisions", one)]
    made = changed.count / changed.seconds
    print(f"{made:.0f} changes a second were made; p99 {figures[-1].p99 / quiet.p99:.2f} x quiet")
    for log in ("off", "batched", "strict"):
        with serving(SERVER, THREADS, DECISION_LOG=log):
            figures.append(load(f"decisions, log {log}", "/api/v1/decisions", one))
            if log != "strict":  # a thousand rows written before each answer measure the database alone
                figures.append(load(f"{BULK} in a call, log {log}", "/api/v1/decisions", many, each=BULK))
    modes = ["commit"] + (["feed"] if "postgres" in os.environ.get("DATABASE_URL", "") else [])
    for mode in modes:
        for threads in (THREADS, MANY, 1):
            with serving(SERVER, threads, DECISIONS_FRESHNESS=mode):
                where = f"{mode}, {threads} threads" if threads > 1 else f"{mode}, 1 thread"
                figures.append(load(f"decisions ({where})", "/api/v1/decisions", one))
                figures.append(load(f"the same, AuthZEN ({where})", "/access/v1/evaluation", one))
                figures.append(load(f"{BULK} in a call ({where})", "/api/v1/decisions", many, each=BULK))
    show(figures)
    shutil.rmtree(folder)
    return 0 if not any(figure.failed for figure in figures) else 1


def show_growth(population: Population, many: int, folder: Path) -> int:
    """Print what a decision costs as approvals grow; the same number of questions, spread over all of them."""
    few = len(population.questions)
    costs = [measure_cost(population.key, population.questions, folder, few)]
    questions = [*population.questions, *population.grow(many)]
    costs.append(measure_cost(population.key, questions[:: many // few], folder, many))
    print(f"a decision costs {costs[1] / costs[0]:.2f} x as much at {many:,} approvals as at {few:,}")
    return 0


def measure_cost(key: str, questions: list[str], folder: Path, approvals: int) -> float:
    """Return what a decision costs in answers of the bare view, the median of ROUNDS."""
    script = folder / f"of-{approvals}.lua"
    write_load(script, key, questions)
    costs = []
    for _ in range(ROUNDS):
        with serving("tests.benchmarks.baselines:application", THREADS):
            bare = load("bare", "/bare", script)
        with serving(SERVER, THREADS):
            ask(key, questions[0])
            found = load("decisions", "/api/v1/decisions", script)
        costs.append(bare.per_second / found.per_second)
        print(
            f"{approvals:9,} approvals: {found.per_second:8,.0f} decisions/s, p99 {found.p99:.2f} ms, "
            f"{costs[-1]:.2f} bare answers each ({bare.per_second:,.0f}/s)",
            flush=True,
        )
    return statistics.median(costs)


def show_tails(cast: Any, script: Path) -> int:
    """Print 99th percentiles in turn, and the medians of their ratios."""
    rows = []
    for _ in range(ROUNDS):
        found = {}
        with serving(SERVER, THREADS):
            found["quiet"] = load("quiet", "/api/v1/decisions", script)
            for name, is_kept in (("rolled back", False), ("changes", True)):
                with changing(cast, is_kept=is_kept):
                    found[name] = load(name, "/api/v1/decisions", script)
        with serving(SERVER, THREADS, DECISION_LOG="off"):
            found["no log"] = load("no log", "/api/v1/decisions", script)
        with serving("tests.benchmarks.baselines:static", THREADS):
            found["static"] = load("static", "/", script)
        rows.append(found)
        print(
            "; ".join(f"{name} {each.p99:.2f} ms {each.per_second:,.0f}/s" for name, each in found.items()),
            flush=True,
        )
    for name, other in (
        ("changes", "quiet"),
        ("rolled back", "quiet"),
        ("changes", "rolled back"),
        ("quiet", "no log"),
    ):
        ratios = [row[name].p99 / row[other].p99 for row in rows]
        speeds = [row[name].per_second / row[other].per_second for row in rows]
        print(f"{name} / {other}: p99 {statistics.median(ratios):.2f}, speed {statistics.median(speeds):.2f}")
    return 0


def show(figures: list[Figure]) -> None:
    """Print the table."""
    static, base = figures[0], next(figure for figure in figures if figure.name.startswith("REST"))
    heads = ("requests/s", "decisions/s", "p50 ms", "p99 ms", "x DRF", "x static", "failed")
    print(" " * 44, *(f"{head:>11}" for head in heads))
    for each in figures:
        decisions = each.per_second * each.each
        print(
            f"{each.name:44} {each.per_second:11,.0f} {decisions:11,.0f} {each.p50:11.2f} {each.p99:11.2f} "
            f"{decisions / base.per_second:11.1f} {decisions / static.per_second:11.2f} {each.failed:11d}"
        )


if __name__ == "__main__":
    sys.exit(main())
