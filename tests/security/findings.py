"""What is wrong with an answer, in words that name the route, whoever asked."""

from __future__ import annotations

import pytest

from tests.security.canaries import UNESCAPED
from tests.security.prober import Outcome
from tests.security.world import World


def expect_none(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    if faults:
        pytest.fail(f"{len(faults)} faults:\n" + "\n".join(faults), pytrace=False)


def find_faults(world: World, forbidden: set[str], where: str, outcome: Outcome, *, reads: bool) -> list[str]:
    """Return a sentence for each fault: a crash, a text of a forbidden record, live script, a write by a read."""
    faults = []
    if outcome.status >= 500:
        faults.append(f"{where}: {outcome.status} {outcome.crash[-300:]}")
    shown = {(record, column) for record, column in world.canaries.find(outcome.text) if record in forbidden}
    if shown:
        faults.append(f"{where}: {outcome.status} shows {sorted(shown)[:6]}")
    if "html" in outcome.headers.get("Content-Type", ""):
        faults += [f"{where}: {text!r} is not escaped" for text in UNESCAPED if text in outcome.body]
    if reads and outcome.written:
        faults.append(f"{where}: wrote {sorted(outcome.written)}")
    return faults


def find_difference(far: Outcome, far_id: str, missing: Outcome, missing_id: str) -> str:
    """Return where the answer for a foreign object differs from that for a missing one; "" when nowhere."""
    one, other = far.without(far_id), missing.without(missing_id)
    if one == other:
        return ""
    for left, right in zip(one, other, strict=False):
        if left != right:
            left, right = str(left), str(right)
            start = next((i for i, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0)
            return f"foreign {left[max(0, start - 60) : start + 90]!r} missing {right[max(0, start - 60) : start + 90]!r}"
    return f"{len(one)} parts against {len(other)}"
