"""The bundle at 20,000 approvals: its size, what a client holds in memory, how fast it decides, what a refresh costs.

    DATABASE_URL=postgres://… python -m tests.benchmarks.bundle [APPROVALS]

Each approval is of a model of its own, which is the worst case. Sizes in megabytes (10⁶ bytes).
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
import time
import tracemalloc

from tests.benchmarks.population import populate


def main() -> None:
    """Fill a database, make its bundle, hold it, ask."""
    approvals = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    os.environ.update(IMPRIMATUR_ENV="test", DATA_DIR=tempfile.mkdtemp(prefix="imprimatur-benchmark-"))
    questions = populate(approvals).questions
    from django.utils import timezone

    from imprimatur import Question, Snapshot, evaluate
    from registry.bundles.assembling import assembler, sign_body
    from registry.decisions.snapshots import get_snapshot

    start = time.perf_counter()
    body = assembler.get_body(get_snapshot())
    print(f"body made in {time.perf_counter() - start:.1f} s, snapshot included")
    start = time.perf_counter()
    for _ in range(200):
        sign_body(body, timezone.now())
    print(f"a statement takes {(time.perf_counter() - start) / 200 * 1e3:.2f} ms")
    packed = gzip.compress(body.raw, 6, mtime=0)
    print(f"size {len(body.raw) / 1e6:.2f} MB, compressed {len(packed) / 1e6:.2f} MB")
    tracemalloc.start()
    snapshot = Snapshot.from_dict(json.loads(body.raw))
    print(f"a client holds {tracemalloc.get_traced_memory()[0] / 1e6:.0f} MB")
    tracemalloc.stop()
    asked = [Question.from_dict(json.loads(each)) for each in questions[:4_000]]
    now = timezone.now()
    for name in ("anew", "again"):
        start = time.perf_counter()
        for question in asked:
            evaluate(snapshot, question, now)
        print(f"{len(asked) / (time.perf_counter() - start):,.0f} decisions a second, asked {name}")


if __name__ == "__main__":
    main()
