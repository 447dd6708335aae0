"""What a check hands back: findings, each with its effect on the answer and the instant it stops being true."""

from datetime import datetime
from typing import NamedTuple

from imprimatur.codes import Effect
from imprimatur.decision import Obligation, Reason, Record


class Finding(NamedTuple):
    """One finding. Without a reason it only says until when the check's answer holds."""

    effect: Effect
    reason: Reason | None
    #: First instant at which the finding may no longer be true; None = no such instant is known.
    until: datetime | None = None
    obligations: tuple[Obligation, ...] = ()


#: None = the check does not apply to the question; empty = it applies and has nothing to say: it passes.
Findings = tuple[Finding, ...] | list[Finding] | None

FAIL, GROUND, NOTE = Effect.FAIL, Effect.GROUND, Effect.NOTE


def fail(code: str, message: str, record: Record | None = None) -> Finding:
    """Deny for a reason."""
    return Finding(FAIL, Reason(code, message, record))


def note(code: str, message: str, record: Record | None = None) -> Finding:
    """Inform without denying."""
    return Finding(NOTE, Reason(code, message, record))


def ground(code: str, message: str, record: Record, until: datetime | None) -> Finding:
    """Name what a permit rests on, and when that ends."""
    return Finding(GROUND, Reason(code, message, record), until)


def holds_until(until: datetime | None) -> Finding:
    """Say only that the check passes, up to an instant if there is one."""
    return Finding(GROUND, None, until)
