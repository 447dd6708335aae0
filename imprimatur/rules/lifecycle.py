"""Check 4: the resource is in service, with us and with its provider."""

from typing import Any

from imprimatur.findings import Finding, Findings, fail, holds_until, note
from imprimatur.instants import format_instant
from imprimatur.rules.evaluation import Evaluation
from imprimatur.wording import shown

IN_SERVICE = frozenset({"approved", "deprecated"})
#: States with a code of their own; every other word, known or not, is "not approved".
OUT_OF_SERVICE = frozenset({"suspended", "revoked", "retired"})


def check(evaluation: Evaluation) -> Findings:
    """Fail unless approved or deprecated, before retirement and before the provider's deprecation date."""
    if evaluation.entry is None:
        return None
    resource, record, at = evaluation.entry.resource, evaluation.entry.record, evaluation.at
    ends = evaluation.entry.ends_at
    if ends is None and resource.lifecycle == "approved":
        return ()
    label = shown(resource.label)
    findings: list[Finding] = []
    if resource.lifecycle in OUT_OF_SERVICE:
        findings.append(fail(f"lifecycle.{resource.lifecycle}", f"{label} is {resource.lifecycle}.", record))
    elif resource.lifecycle not in IN_SERVICE:
        state = shown(resource.lifecycle.replace("_", " "))
        findings.append(fail("lifecycle.not_approved", f"{label} is not approved but {state}.", record))
    elif resource.lifecycle == "deprecated":
        findings.append(note("lifecycle.deprecated", f"{label} is deprecated: plan the move away.", record))
    if resource.retired_at is not None and resource.retired_at <= at and resource.lifecycle != "retired":
        since = format_instant(resource.retired_at)
        findings.append(fail("lifecycle.retired", f"{label} is retired since {since}.", record))
    if resource.deprecation_at is not None and resource.deprecation_at <= at:
        since = format_instant(resource.deprecation_at)
        message = f"{label} is past its provider's deprecation date, {since}."
        findings.append(fail("lifecycle.past_deprecation", message, record))
    if ends is not None and at < ends:
        findings.append(holds_until(ends))
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    if evaluation.entry is None:
        return {}
    resource = evaluation.entry.resource
    return {
        "lifecycle": resource.lifecycle,
        "deprecation_at": resource.deprecation_at and format_instant(resource.deprecation_at),
        "retired_at": resource.retired_at and format_instant(resource.retired_at),
    }
