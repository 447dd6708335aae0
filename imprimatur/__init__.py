"""Index module of the decision library: pure Python, no dependencies, no clock and no network of its own.

Ask with ``evaluate(snapshot, Question.from_dict(body), now)``; see why with ``explain``. The eleven checks and their
codes are tabled in `imprimatur.rules` and `imprimatur.codes`, the facts in `imprimatur.facts`.
"""

from imprimatur.codes import CODES
from imprimatur.decision import Alternative, Decision, Obligation, Question, Reason, Record
from imprimatur.engine import evaluate
from imprimatur.explain import Check, Explanation, explain
from imprimatur.facts import InvalidSnapshot
from imprimatur.question import InvalidQuestion
from imprimatur.snapshot import Snapshot

__all__ = [
    "CODES",
    "Alternative",
    "Check",
    "Decision",
    "Explanation",
    "InvalidQuestion",
    "InvalidSnapshot",
    "Obligation",
    "Question",
    "Reason",
    "Record",
    "Snapshot",
    "evaluate",
    "explain",
]
