"""The decision: every check in order, all failing ones reported, deny unless an approval in force is found.

`evaluate` is pure: the same snapshot, question and instant give the same decision, in the server and in a client.
"""

from datetime import datetime, timedelta

from imprimatur.alternatives import find_alternatives
from imprimatur.decision import Alternative, Decision, Obligation, Question, Reason
from imprimatur.findings import FAIL, GROUND, Finding
from imprimatur.instants import format_instant
from imprimatur.rules import RULES, faulty
from imprimatur.rules.evaluation import Evaluation
from imprimatur.snapshot import Snapshot

#: How long a permit may be relied on at most, and a denial: a denial can turn with the next commit.
PERMIT_TTL = timedelta(minutes=5)
DENY_TTL = timedelta(seconds=30)
MOST_ALTERNATIVES = 3

UNJUDGED = Reason("engine.error", "The question could not be judged.")


def evaluate(
    snapshot: Snapshot,
    question: Question,
    now: datetime,
    *,
    permit_ttl: timedelta = PERMIT_TTL,
    deny_ttl: timedelta = DENY_TTL,
    most_alternatives: int = MOST_ALTERNATIVES,
) -> Decision:
    """Answer a question at its own instant, or at ``now``, which must have a time zone.

    A fault inside a check denies with ``engine.error``; nothing is raised. An answer for a past instant is already
    out of date when it is given, and one for a future instant may not be relied on longer than one for now.
    """
    if now.tzinfo is None:
        raise ValueError("now must have a time zone")
    at = now if question.at is None else question.at
    start = min(at, now)
    until = start + permit_ttl
    failing: list[Reason] = []
    grounds: list[Reason] = []
    notes: list[Reason] = []
    obligations: list[Obligation] = []
    for effect, reason, end, obliged in _find_all(snapshot, question, at):
        if end is not None and end < until:
            until = end
        if obliged:
            obligations.extend(obliged)
        if reason is not None:
            (failing if effect is FAIL else grounds if effect is GROUND else notes).append(reason)
    if at != now:
        notes.append(Reason("context.as_of", f"The answer is for {format_instant(at)}, not for now."))
    if not failing and not (grounds and grounds[0].code == "approval.in_force"):
        # A permit that rests on no approval would be a fault of ours.
        failing.append(UNJUDGED)
    if failing:
        alternatives = _find_alternatives(snapshot, question, at, most_alternatives)
        reasons = tuple(dict.fromkeys((*failing, *notes)))
        return Decision("deny", reasons, (), alternatives, start + deny_ttl, snapshot.revision)
    obliged = tuple(dict.fromkeys(obligations)) if obligations else ()
    return Decision("permit", (*grounds, *notes), obliged, (), until, snapshot.revision)


def _find_all(snapshot: Snapshot, question: Question, at: datetime) -> list[Finding]:
    """Run every check and return all findings; a question that cannot be looked up is itself one."""
    try:
        evaluation = Evaluation(snapshot, question, at)
    except Exception:
        return [Finding(FAIL, UNJUDGED)]
    findings: list[Finding] = []
    # judge() unrolled: eleven calls less on the path that every gateway waits for.
    for name, check, _inputs in RULES:
        try:
            found = check(evaluation)
        except Exception:
            found = faulty(name)
        if found:
            findings.extend(found)
    return findings


def _find_alternatives(
    snapshot: Snapshot, question: Question, at: datetime, most: int
) -> tuple[Alternative, ...]:
    """Look for alternatives; a fault there takes nothing from the denial."""
    try:
        return find_alternatives(snapshot, question, at, most)
    except Exception:
        return ()
