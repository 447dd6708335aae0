"""The part of check 5 that reads the question: everything a scope is judged by must be said and be registered."""

from imprimatur.decision import Record
from imprimatur.findings import Finding, fail
from imprimatur.rules.evaluation import Evaluation
from imprimatur.terms import ANY
from imprimatur.wording import listed, shown

#: What approvals are given for. Another action would be permitted by nobody.
ACTIONS = frozenset({"use"})

MISSING_REGION = fail("context.missing_region", "The question names no region of processing.")


def check_context(evaluation: Evaluation) -> list[Finding]:
    """Fail for everything the question leaves out, and for every name that is not registered."""
    question = evaluation.question
    findings: list[Finding] = []
    if question.action not in ACTIONS:
        findings.append(
            fail("context.unknown_action", f"No approval is given for the action “{shown(question.action)}”.")
        )
    if not evaluation.teams:
        findings.append(_without_team(evaluation))
    if question.use_case is None:
        findings.append(fail("context.missing_use_case", "The question names no use case."))
    elif evaluation.use_case is None:
        message = f"No use case is registered as “{shown(question.use_case)}”."
        findings.append(fail("context.unknown_use_case", message))
    if question.environment is None:
        findings.append(fail("context.missing_environment", "The question names no environment."))
    elif question.environment not in evaluation.snapshot.policy.environments:
        message = f"“{shown(question.environment)}” is not one of the organisation's environments."
        findings.append(fail("context.unknown_environment", message))
    if question.phase is None:
        findings.append(fail("context.missing_phase", "The question names no phase of autonomy."))
    if question.region is None:
        findings.append(MISSING_REGION)
    return findings + _check_data_classes(evaluation)


def _without_team(evaluation: Evaluation) -> Finding:
    question = evaluation.question
    if question.subject_type == "team":
        return fail("context.unknown_team", f"No team is registered as “{shown(question.subject_id)}”.")
    message = f"No team is on record for the {question.subject_type} “{shown(question.subject_id)}”."
    return fail("context.missing_team", message)


def _check_data_classes(evaluation: Evaluation) -> list[Finding]:
    asked, use_case = evaluation.question.data_classes, evaluation.use_case
    if not asked:
        return [fail("context.missing_data_class", "The question names no data class.")]
    findings = []
    unknown = [key for key in asked if key not in evaluation.index.data_classes]
    if unknown:
        findings.append(
            fail("context.unknown_data_class", f"No data class is registered as {listed(unknown)}.")
        )
    if use_case is not None and ANY not in use_case.data_classes:
        refused = [
            each.data_class.label
            for each in evaluation.data_classes
            if each.data_class.key not in use_case.data_classes
        ]
        if refused:
            message = f"The use case “{shown(use_case.label)}” may not use {listed(refused)} data."
            record = Record("use_case", use_case.id, use_case.label)
            findings.append(fail("context.use_case_data_class", message, record))
    return findings
