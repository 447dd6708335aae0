"""Check 3: the name stands for one thing that nobody can exchange under it."""

from typing import Any

from imprimatur.findings import Finding, Findings, fail, note
from imprimatur.rules.evaluation import Evaluation
from imprimatur.wording import shown


def check(evaluation: Evaluation) -> Findings:
    """Fail for a floating alias or a resource without a pin, unless the policy allows floating aliases."""
    alias, entry = evaluation.alias, evaluation.entry
    is_floating = alias is not None and alias.is_floating and not evaluation.is_ambiguous
    if not is_floating and (entry is None or entry.is_pinned):
        return None if entry is None else ()
    allowed = evaluation.snapshot.policy.allows_floating_aliases
    name = shown(evaluation.question.resource_id)
    findings: list[Finding] = []
    if is_floating and not allowed:
        pin = f"; ask for “{shown(entry.resource.id)}”" if entry is not None else ""
        findings.append(fail("resource.floating_alias", f"“{name}” is a floating alias{pin}."))
    if entry is not None and not entry.is_pinned and not allowed:
        message = f"“{shown(entry.resource.id)}” has no dated snapshot, content digest or deployment id."
        findings.append(fail("resource.unpinned", message, entry.record))
    if allowed and entry is not None:
        message = f"“{name}” is not pinned; the policy allows floating aliases."
        findings.append(note("resource.unpinned_allowed", message, entry.record))
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    entry, alias = evaluation.entry, evaluation.alias
    return {
        "pin_kind": None if entry is None else entry.resource.pin_kind,
        "pin_value": None if entry is None else entry.resource.pin_value,
        "is_floating_alias": alias is not None and alias.is_floating,
        "floating_aliases_allowed": evaluation.snapshot.policy.allows_floating_aliases,
    }
