"""Check 11: the person who asks is known, active, and has acknowledged the acceptable-use policy in force."""

from typing import Any

from imprimatur.decision import Record
from imprimatur.findings import Finding, Findings, fail, note
from imprimatur.rules.evaluation import Evaluation
from imprimatur.wording import shown


def check(evaluation: Evaluation) -> Findings:
    """Judge the person; a team or an agent acknowledges nothing."""
    question, snapshot = evaluation.question, evaluation.snapshot
    if question.subject_type != "person":
        return None
    name = shown(question.subject_id)
    if snapshot.people is None:
        return (note("people.not_recorded", f"People are not on record yet; “{name}” was not judged."),)
    person = evaluation.person
    if person is None:
        return (fail("people.unknown", f"Nobody is registered as “{name}”."),)
    record, label = Record("person", person.id, person.label), shown(person.label)
    findings: list[Finding] = []
    if not person.is_active:
        findings.append(fail("people.inactive", f"{label} is no longer active.", record))
    version = snapshot.policy.acceptable_use_version
    if version is None:
        return findings
    if person.acknowledged is None:
        findings.append(note("people.not_recorded", "Acknowledgements are not kept yet.", record))
    elif version not in person.acknowledged:
        message = f"{label} has not acknowledged version {shown(version)} of the acceptable-use policy."
        findings.append(fail("people.policy_not_acknowledged", message, record))
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    person = evaluation.person
    return {
        "acceptable_use_version": evaluation.snapshot.policy.acceptable_use_version,
        "acknowledged": None
        if person is None or person.acknowledged is None
        else sorted(person.acknowledged),
    }
