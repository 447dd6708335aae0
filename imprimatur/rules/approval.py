"""Check 5: an approval in force, for this very pin, whose scope covers the whole question."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from imprimatur.entries import ResourceEntry
from imprimatur.findings import Finding, Findings, fail
from imprimatur.instants import format_instant
from imprimatur.rules.context import check_context
from imprimatur.rules.evaluation import Evaluation
from imprimatur.terms import ANY, ApprovalTerm
from imprimatur.wording import listed, shown


def check(evaluation: Evaluation) -> Findings:
    """Rest on the newest approval that covers everything, or say in what the nearest one falls short."""
    findings = check_context(evaluation)
    entry = evaluation.entry
    if entry is None:
        return findings
    covering = None if findings else find_covering(evaluation, entry.resource.pin_digest, entry.approvals)
    if covering is not None:
        findings.append(covering.rest_on(_lies_until(evaluation, covering)))
        return findings
    if not entry.approvals:
        findings.append(
            fail("approval.none", f"There is no approval for {shown(entry.resource.label)}.", entry.record)
        )
        return findings
    shortfalls = [_shortfalls(evaluation, entry, term) for term in entry.approvals]
    # min() keeps the first of equals: the newest.
    nearest = min(shortfalls, key=len)
    findings.extend(nearest)
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    question, entry = evaluation.question, evaluation.entry
    return {
        "teams": list(evaluation.teams),
        "use_case": question.use_case,
        "environment": question.environment,
        "data_classes": list(question.data_classes),
        "region": question.region,
        "phase": question.phase,
        "approvals": [] if entry is None else [term.record.to_dict() for term in entry.approvals],
    }


def find_covering(
    evaluation: Evaluation, digest: str, approvals: Iterable[ApprovalTerm]
) -> ApprovalTerm | None:
    """Return the first of a resource's approvals, newest first, that covers the question and is bound to its pin.

    Every part of the question is known to be registered.
    """
    question, at = evaluation.question, evaluation.at
    for term in approvals:
        approval = term.approval
        if (
            approval.valid_from <= at
            and (term.end is None or at < term.end)
            and approval.pin_digest == digest
            and question.phase is not None
            and question.phase <= approval.max_phase
            and (question.use_case in approval.use_cases or ANY in approval.use_cases)
            and (question.environment in approval.environments or ANY in approval.environments)
            and (
                question.region in approval.regions
                or ANY in approval.regions
                or not approval.regions.isdisjoint(evaluation.places)
            )
            and (approval.data_classes.issuperset(question.data_classes) or ANY in approval.data_classes)
            and (not approval.teams.isdisjoint(evaluation.teams) or ANY in approval.teams)
        ):
            return term
    return None


def _lies_until(evaluation: Evaluation, term: ApprovalTerm) -> datetime | None:
    """Return when the region stops lying in the places that the scope names, if it does."""
    scope, places = term.approval.regions, evaluation.places
    if ANY in scope or evaluation.question.region in scope:
        return None
    ends = [places[place] for place in scope if place in places]
    return None if None in ends else max((end for end in ends if end is not None), default=None)


def _shortfalls(evaluation: Evaluation, entry: ResourceEntry, term: ApprovalTerm) -> list[Finding]:
    """Say in which dimensions one approval falls short; what the context already failed for is left out."""
    approval, record = term.approval, term.record
    label = shown(approval.label)
    findings = _time_shortfall(evaluation, term)
    if approval.pin_digest != entry.resource.pin_digest:
        message = f"The approval “{label}” was given for another pin of {shown(entry.resource.label)}."
        findings.append(fail("approval.pin_changed", message, record))
    for dimension, words, scope, asked in _scope(evaluation, term):
        outside = [] if ANY in scope else [value for value in asked if value not in scope]
        # A subject in several teams needs one of them covered; of data classes, each.
        if outside and (dimension != "team" or len(outside) == len(asked)):
            message = f"The approval “{label}” does not cover the {words} {listed(outside)}."
            findings.append(fail(f"approval.scope.{dimension}", message, record))
    phase = evaluation.question.phase
    if phase is not None and phase > approval.max_phase:
        message = f"The approval “{label}” goes up to phase {approval.max_phase}, not {phase}."
        findings.append(fail("approval.scope.phase", message, record))
    return findings


def _time_shortfall(evaluation: Evaluation, term: ApprovalTerm) -> list[Finding]:
    approval, at, record = term.approval, evaluation.at, term.record
    label = shown(approval.label)
    if approval.revoked_at is not None and approval.revoked_at <= at:
        when = format_instant(approval.revoked_at)
        return [fail("approval.revoked", f"The approval “{label}” was revoked at {when}.", record)]
    if approval.valid_until is not None and approval.valid_until <= at:
        when = format_instant(approval.valid_until)
        return [fail("approval.expired", f"The approval “{label}” ended at {when}.", record)]
    if at < approval.valid_from:
        when = format_instant(approval.valid_from)
        return [fail("approval.not_yet_valid", f"The approval “{label}” begins at {when}.", record)]
    return []


def _scope(evaluation: Evaluation, term: ApprovalTerm) -> list[tuple[str, str, frozenset[str], list[str]]]:
    """Return (dimension, its name, what is approved, what is asked and registered)."""
    question, approval, use_case = evaluation.question, term.approval, evaluation.use_case
    environment = question.environment
    known = environment if environment in evaluation.snapshot.policy.environments else None
    return [
        ("use_case", "use case", approval.use_cases, _one(use_case.key if use_case else None)),
        ("team", "team", approval.teams, list(evaluation.teams)),
        ("environment", "environment", approval.environments, _one(known)),
        (
            "data_class",
            "data class",
            approval.data_classes,
            [each.data_class.key for each in evaluation.data_classes],
        ),
        ("region", "region", approval.regions, _region(evaluation, approval.regions)),
    ]


def _region(evaluation: Evaluation, scope: frozenset[str]) -> list[str]:
    """Return the region asked for, unless the scope names a place in which it lies."""
    region = evaluation.question.region
    return [] if region is None or not scope.isdisjoint(evaluation.places) else [region]


def _one(value: str | None) -> list[str]:
    return [] if value is None else [value]
