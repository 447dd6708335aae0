"""Check 2: exactly one thing is registered under exactly this identifier."""

from typing import Any

from imprimatur.findings import Findings, fail, note
from imprimatur.rules.evaluation import Evaluation
from imprimatur.wording import listed, shown


def check(evaluation: Evaluation) -> Findings:
    """Fail for an unknown or ambiguous name; identifiers are compared byte by byte, never folded."""
    question, alias, entry = evaluation.question, evaluation.alias, evaluation.entry
    name = shown(question.resource_id)
    if evaluation.is_ambiguous:
        candidates = f": {listed(alias.candidates)}" if alias and alias.candidates else ""
        return (fail("resource.ambiguous", f"“{name}” may stand for several things{candidates}."),)
    if alias is None:
        if entry is not None:
            return ()
        return (fail("resource.unknown", f"No {question.resource_type} is registered as “{name}”."),)
    if entry is not None:
        if alias.is_floating:
            return ()
        pin = shown(entry.resource.id)
        return (
            note("resource.alias_resolved", f"“{name}” is an alias and was read as “{pin}”.", entry.record),
        )
    if alias.target is not None:
        target = shown(alias.target)
        message = f"“{name}” is an alias of “{target}”, which is not registered."
        return (fail("resource.unknown", message),)
    if evaluation.snapshot.policy.allows_floating_aliases:
        return (fail("resource.ambiguous", f"“{name}” is an alias that no pin was declared for."),)
    # The next check says that it floats, which is the better reason.
    return ()


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    entry, alias = evaluation.entry, evaluation.alias
    return {
        "asked": evaluation.question.resource_id,
        "resolved": None if entry is None else entry.resource.id,
        "alias_of": None if alias is None else alias.target,
    }
