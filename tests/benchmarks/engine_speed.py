"""How fast the engine answers, and what a change costs, as approvals grow.

    python -m tests.benchmarks.engine_speed [2000 20000 200000]

Prints for each size: decisions a second for questions that come again (remembered) and for questions asked the first
time, the same as a ratio to the smallest size, the time to apply one changed approval, and the memory of the snapshot.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from statistics import median

from imprimatur import Question, Snapshot, evaluate
from imprimatur.facts import Approval, Resource
from imprimatur.memo import Memo
from tests.imprimatur.world import APPROVAL, MODEL, NOW, a_question, a_snapshot

SIZES = (2_000, 20_000, 200_000)
QUESTIONS = 2_000
CHANGES = 200


def build(size: int) -> Snapshot:
    """Return a registry with so many approvals, ten to a model."""
    models, approvals = [], []
    for number in range(size // 10):
        identifier = f"omni/model-{number}-2026-03-01"
        models.append(
            replace(MODEL, id=identifier, record_id=f"m{number}", label=identifier, family=f"f{number}")
        )
        approvals += [make_approval(identifier, number * 10 + each) for each in range(10)]
    return a_snapshot(resources=[MODEL, *models], approvals=[APPROVAL, *approvals])


def make_approval(resource: str, number: int) -> Approval:
    """Return an approval that ends some day."""
    ends = NOW + timedelta(days=1 + number % 700)
    return replace(APPROVAL, id=f"a{number}", label=f"A-{number}", resource_id=resource, valid_until=ends)


def ask(snapshot: Snapshot, questions: list[Question]) -> float:
    """Return the seconds one decision takes."""
    start = time.perf_counter()
    for question in questions:
        evaluate(snapshot, question, NOW)
    return (time.perf_counter() - start) / len(questions)


def best_of(times: int, act: Callable[[], float]) -> float:
    """Return the least of several measurements: the machine's noise only adds."""
    return min(act() for _ in range(times))


def ask_anew(snapshot: Snapshot, questions: list[Question]) -> float:
    """Return the seconds one decision takes that nobody remembers."""
    object.__setattr__(snapshot, "memo", Memo())
    return ask(snapshot, questions)


def change(snapshot: Snapshot) -> float:
    """Return the seconds one changed approval takes, in the median."""
    times = []
    for number in range(CHANGES):
        resource: Resource = next(iter(snapshot.resources.values()))
        approval = replace(make_approval(resource.id, number), revoked_at=NOW)
        start = time.perf_counter()
        snapshot = snapshot.apply({"approvals": {approval.id: approval}}, revision=number)
        times.append(time.perf_counter() - start)
    return median(times)


def main() -> None:
    """Measure every size in one run and print a row for each."""
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    first: tuple[float, float] | None = None
    print("approvals  remembered/s  ratio   anew/s  ratio  a change ms  snapshot MB  built s")
    for size in sizes:
        tracemalloc.start()
        snapshot = build(size)
        memory = tracemalloc.get_traced_memory()[0] / 1e6
        tracemalloc.stop()
        start = time.perf_counter()
        snapshot = build(size)
        built = time.perf_counter() - start
        step = max(1, len(snapshot.resources) // QUESTIONS)
        names = [key[1] for key in list(snapshot.resources)[::step]][:QUESTIONS]
        questions = [a_question(resource_id=name) for name in (names * QUESTIONS)[:QUESTIONS]]
        anew = best_of(3, lambda: ask_anew(snapshot, list(dict.fromkeys(questions))))  # noqa: B023 - asked at once
        remembered = best_of(5, lambda: ask(snapshot, questions))  # noqa: B023
        first = first or (remembered, anew)
        print(
            f"{size:9,d}  {1 / remembered:12,.0f}  {remembered / first[0]:5.2f}  {1 / anew:7,.0f}"
            f"  {anew / first[1]:5.2f}  {change(snapshot) * 1e3:11.3f}  {memory:11.1f}  {built:7.1f}"
        )


if __name__ == "__main__":
    main()
