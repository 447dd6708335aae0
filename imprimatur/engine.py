"""The decision: every check in order, all failing ones reported, deny unless an approval in force is found.

`evaluate` is pure: the same snapshot, question and instant give the same decision, in the server and in a client.
"""

from datetime import datetime, timedelta

from imprimatur.alternatives import find_alternatives
from imprimatur.decision import Alternative, Decision, Question, Reason
from imprimatur.instants import format_instant
from imprimatur.rules import RULES, judge
from imprimatur.rules.evaluation import Evaluation
from imprimatur.rules.findings import FAIL, GROUND, NOTE, Finding, fail
from imprimatur.snapshot import Snapshot

#: How long a permit may be relied on at most, and a denial: a denial can turn with the next commit.
PERMIT_TTL = timedelta(minutes=5)
DENY_TTL = timedelta(seconds=30)
MOST_ALTERNATIVES = 3

UNREADABLE = fail("engine.error", "The question could not be judged.")


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
    findings = _find_all(snapshot, question, at)
    notes = [found.reason for found in findings if found.effect is NOTE and found.reason is not None]
    if at != now:
        notes.append(Reason("context.as_of", f"The answer is for {format_instant(at)}, not for now."))
    failing = [found.reason for found in findings if found.effect is FAIL and found.reason is not None]
    start = min(at, now)
    if failing:
        alternatives = _find_alternatives(snapshot, question, at, most_alternatives)
        return Decision("deny", _once(failing, notes), (), alternatives, start + deny_ttl, snapshot.revision)
    grounds = [found.reason for found in findings if found.effect is GROUND and found.reason is not None]
    obligations = tuple(dict.fromkeys(each for found in findings for each in found.obligations))
    ends = [found.until for found in findings if found.until is not None]
    until = min([start + permit_ttl, *ends])
    return Decision("permit", _once(grounds, notes), obligations, (), until, snapshot.revision)


def _find_all(snapshot: Snapshot, question: Question, at: datetime) -> list[Finding]:
    """Run every check; a permit that rests on no approval is a fault of the engine, so it denies."""
    try:
        evaluation = Evaluation(snapshot, question, at)
    except Exception:
        return [UNREADABLE]
    findings: list[Finding] = []
    for rule in RULES:
        found = judge(rule, evaluation)
        if found:
            findings.extend(found)
    for each in findings:
        if each.effect is FAIL or (each.reason is not None and each.reason.code == "approval.in_force"):
            return findings
    return [*findings, UNREADABLE]


def _find_alternatives(
    snapshot: Snapshot, question: Question, at: datetime, most: int
) -> tuple[Alternative, ...]:
    """Look for alternatives; a fault there takes nothing from the denial."""
    try:
        return find_alternatives(snapshot, question, at, most)
    except Exception:
        return ()


def _once(first: list[Reason], then: list[Reason]) -> tuple[Reason, ...]:
    """Return the reasons in order, each once."""
    reasons = (*first, *then)
    return reasons if len(reasons) == 1 else tuple(dict.fromkeys(reasons))
