"""What else is permitted for the same purpose, found with bounded work."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from heapq import merge
from typing import NamedTuple

from imprimatur.codes import Effect
from imprimatur.decision import Alternative, Question
from imprimatur.entries import ResourceEntry
from imprimatur.rules import RULES, judge
from imprimatur.rules.approval import find_covering
from imprimatur.rules.context import check_context
from imprimatur.rules.evaluation import Evaluation
from imprimatur.snapshot import Snapshot
from imprimatur.terms import ANY

#: However many resources are approved, a denial looks at no more than these, and judges no more than those in full.
MOST_LOOKED_AT = 100
MOST_JUDGED = 50


class Found(NamedTuple):
    """Alternatives, and the ids of all resources of the type that were looked at until they were found."""

    alternatives: tuple[Alternative, ...] = ()
    looked_at: tuple[str, ...] = ()


def find_alternatives(snapshot: Snapshot, question: Question, at: datetime, most: int) -> Found:
    """Return up to ``most`` other resources of the same type for which the same question is permitted.

    Those of the same family come first, then those of the same vendors, then the rest, each by identifier. The same is
    found as long as nothing about what was looked at changes, and no approval for the use case comes or goes.
    """
    if most < 1 or question.use_case is None:
        return Found()
    evaluation = Evaluation(snapshot, question, at)
    if check_context(evaluation):
        # What the question leaves out or misnames is missing for every other resource too.
        return Found()
    found: list[Alternative] = []
    seen, judged = {question.resource_id}, 0
    resources, approvals = snapshot.resources, snapshot.index.approvals
    for name in _candidates(evaluation, question.use_case):
        key = (question.resource_type, name)
        if name in seen or (resource := resources.get(key)) is None:
            continue
        if len(seen) > MOST_LOOKED_AT or judged == MOST_JUDGED:
            break
        seen.add(name)
        # Most candidates fall at their approval, which is cheap to see: of the others alone all facts are joined.
        if find_covering(evaluation, resource.pin_digest, approvals.get(key, ())) is None:
            continue
        judged += 1
        if _is_permitted(Evaluation(snapshot, replace(question, resource_id=name), at)):
            found.append(Alternative(resource.type, name, resource.label))
            if len(found) == most:
                break
    return Found(tuple(found), tuple(seen))


def _candidates(evaluation: Evaluation, use_case: str) -> Iterator[str]:
    """Yield the ids of resources approved for the use case, nearest first; one may come more than once."""
    kind = evaluation.question.resource_type
    like = evaluation.entry or _first_meant(evaluation)
    if like is not None:
        if like.resource.family is not None:
            yield from _approved(evaluation, kind, use_case, "family", like.resource.family)
        for vendor in like.vendors:
            yield from _approved(evaluation, kind, use_case, "vendor", vendor)
    yield from _approved(evaluation, kind, use_case, "all", "")


def _approved(evaluation: Evaluation, kind: str, use_case: str, by: str, value: str) -> Iterator[str]:
    candidates = evaluation.index.candidates
    return merge(candidates.get((kind, use_case, by, value)), candidates.get((kind, ANY, by, value)))


def _first_meant(evaluation: Evaluation) -> ResourceEntry | None:
    """Return the first registered thing that an alias without a pin may stand for."""
    candidates = sorted(evaluation.alias.candidates) if evaluation.alias else []
    names = (evaluation.index.find((evaluation.question.resource_type, each)) for each in candidates)
    return next((name.entry for name in names if name and name.entry), None)


def _is_permitted(evaluation: Evaluation) -> bool:
    """Say whether no check fails, stopping at the first that does."""
    is_approved = False
    for rule in RULES:
        for finding in judge(rule, evaluation) or ():
            if finding.effect is Effect.FAIL:
                return False
            is_approved = is_approved or (
                finding.reason is not None and finding.reason.code == "approval.in_force"
            )
    return is_approved
