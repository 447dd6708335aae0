"""The same decision, check by check: what each looked at, what it found, and on which records."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from imprimatur.decision import Decision, Question, Reason, Record
from imprimatur.engine import evaluate
from imprimatur.findings import FAIL
from imprimatur.rules import RULES, Rule, judge
from imprimatur.rules.evaluation import Evaluation
from imprimatur.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Check:
    """One check as it went."""

    name: str
    outcome: Literal["pass", "fail", "not_applicable"]
    inputs: dict[str, Any]
    reasons: tuple[Reason, ...]
    records: tuple[Record, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the check as JSON-able data."""
        return {
            "name": self.name,
            "outcome": self.outcome,
            "inputs": self.inputs,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "records": [record.to_dict() for record in self.records],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision with every check behind it, in order."""

    decision: Decision
    checks: tuple[Check, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON-able data."""
        return {"decision": self.decision.to_dict(), "checks": [check.to_dict() for check in self.checks]}


def explain(snapshot: Snapshot, question: Question, now: datetime) -> Explanation:
    """Answer as `evaluate` does, and say how each check went."""
    decision = evaluate(snapshot, question, now)
    evaluation = Evaluation(snapshot, question, now if question.at is None else question.at)
    return Explanation(decision, tuple(_explain_rule(rule, evaluation) for rule in RULES))


def _explain_rule(rule: Rule, evaluation: Evaluation) -> Check:
    findings = judge(rule, evaluation)
    reasons = tuple(dict.fromkeys(found.reason for found in findings or () if found.reason is not None))
    outcome: Literal["pass", "fail", "not_applicable"] = "pass"
    if findings is None:
        outcome = "not_applicable"
    elif any(found.effect is FAIL for found in findings):
        outcome = "fail"
    records = tuple(dict.fromkeys(reason.record for reason in reasons if reason.record is not None))
    return Check(rule.name, outcome, rule.inputs(evaluation), reasons, records)
