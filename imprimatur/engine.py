"""The decision: every check in order, all failing ones reported, deny unless an approval in force is found.

`evaluate` is pure: the same snapshot, question and instant give the same decision, in the server and in a client.
"""

from datetime import datetime, timedelta

from imprimatur.alternatives import Found, find_alternatives
from imprimatur.decision import Decision, Obligation, Question, Reason
from imprimatur.findings import FAIL, GROUND, Finding
from imprimatur.instants import format_instant
from imprimatur.memo import Remembered
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
    if question.at is not None or most_alternatives != MOST_ALTERNATIVES:
        found = _decide(snapshot, question, now, most_alternatives)
    else:
        found = snapshot.memo.recall(question, now) or _decide_and_keep(snapshot, question, now)
    decision = found.decision
    start = now if question.at is None else min(question.at, now)
    until = start + (permit_ttl if decision.decision == "permit" else deny_ttl)
    if decision.decision == "permit" and found.end is not None and found.end < until:
        until = found.end
    return Decision(
        decision.decision,
        decision.reasons,
        decision.obligations,
        decision.alternatives,
        until,
        decision.revision,
    )


def _decide_and_keep(snapshot: Snapshot, question: Question, now: datetime) -> Remembered:
    """Decide for now, and remember it until the next instant at which something on record begins or ends."""
    found = _decide(snapshot, question, now, MOST_ALTERNATIVES)
    found = found._replace(before=snapshot.index.timeline.next_after(now))
    if not any(reason.code == UNJUDGED.code for reason in found.decision.reasons):
        snapshot.memo.keep(question, found)
    return found


def _decide(snapshot: Snapshot, question: Question, now: datetime, most_alternatives: int) -> Remembered:
    """Run every check; ``valid_until`` of the decision is left to the caller, who knows how long answers live."""
    at = now if question.at is None else question.at
    earliest: datetime | None = None
    failing: list[Reason] = []
    grounds: list[Reason] = []
    notes: list[Reason] = []
    obligations: list[Obligation] = []
    for effect, reason, end, obliged in _find_all(snapshot, question, at):
        if end is not None and (earliest is None or end < earliest):
            earliest = end
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
        found = _find_alternatives(snapshot, question, at, most_alternatives)
        alternatives, looked_at = found or ((), None)
        reasons = tuple(dict.fromkeys((*failing, *notes)))
        denied = Decision("deny", reasons, (), alternatives, at, snapshot.revision)
        return Remembered(denied, at, at, None, looked_at)
    obliged = tuple(dict.fromkeys(obligations))
    permitted = Decision("permit", (*grounds, *notes), obliged, (), at, snapshot.revision)
    return Remembered(permitted, at, at, earliest)


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


def _find_alternatives(snapshot: Snapshot, question: Question, at: datetime, most: int) -> Found | None:
    """Look for alternatives; None after a fault, which takes nothing from the denial."""
    try:
        return find_alternatives(snapshot, question, at, most)
    except Exception:
        return None
