"""Check 7: the contracts that a data class demands are in force, and the service keeps data no longer than it allows.

A DPA before personal data (GDPR Art. 28(3)), a BAA before PHI (45 CFR 164.502(e)), a no-training clause for
confidential data. A vendor's word that it does not train is no clause.
"""

from typing import Any

from imprimatur.decision import Record
from imprimatur.entries import DataClassEntry, ResourceEntry
from imprimatur.findings import Finding, Findings, fail
from imprimatur.instants import format_instant
from imprimatur.rules.evaluation import Evaluation
from imprimatur.terms import longest_in_force
from imprimatur.wording import listed, shown


def check(evaluation: Evaluation) -> Findings:
    """Judge each demand once, for all the data classes that make it."""
    entry = evaluation.entry
    classes = [each for each in evaluation.data_classes if each.has_demands]
    if entry is None or not classes:
        return None
    dpa = baa = no_training = limited = False
    for each in classes:
        dpa |= each.needs_dpa
        baa |= each.needs_baa
        no_training |= each.needs_no_training
        limited |= each.max_retention_days is not None
    findings: list[Finding] = []
    if dpa:
        findings.append(
            _judge_agreement(evaluation, entry, "dpa", [each for each in classes if each.needs_dpa])
        )
    if baa:
        findings.append(
            _judge_agreement(evaluation, entry, "baa", [each for each in classes if each.needs_baa])
        )
    if no_training:
        findings.extend(_judge_training(evaluation, entry, classes))
    if limited:
        findings.extend(_judge_retention(entry, classes))
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    entry, classes = evaluation.entry, evaluation.data_classes
    service = None if entry is None else entry.service
    return {
        "needs_dpa": [each.data_class.key for each in classes if each.needs_dpa],
        "needs_baa": [each.data_class.key for each in classes if each.needs_baa],
        "needs_no_training": [each.data_class.key for each in classes if each.needs_no_training],
        "max_retention_days": {each.data_class.key: each.max_retention_days for each in classes},
        "service_retention_days": None if service is None else service.retention_days,
        "is_zero_retention": service is not None and service.is_zero_retention,
        "trains_on_data": None if service is None else service.trains_on_data,
    }


def _judge_agreement(
    evaluation: Evaluation, entry: ResourceEntry, kind: str, classes: list[DataClassEntry]
) -> Finding:
    terms = entry.terms.by_kind.get(kind, ())
    term = longest_in_force(terms, evaluation.at)
    if term is not None:
        return term.ground
    name, needed = kind.upper(), f"needed for {_labels(classes)} data"
    if not terms:
        record = _supplier(evaluation, entry)
        return fail(f"agreement.{kind}_missing", f"No {name} covers this, {needed}.", record)
    ended = [each for each in terms if each.end is not None and each.end <= evaluation.at]
    if ended:
        last = max(ended, key=lambda each: each.end or evaluation.at)
        when = format_instant(last.end) if last.end else ""
        message = f"The {name} “{shown(last.record.label)}”, {needed}, ended at {when}."
        return fail(f"agreement.{kind}_expired", message, last.record)
    message = f"The {name} “{shown(terms[0].record.label)}”, {needed}, has not begun."
    return fail(f"agreement.{kind}_not_yet_in_force", message, terms[0].record)


def _judge_training(
    evaluation: Evaluation, entry: ResourceEntry, classes: list[DataClassEntry]
) -> list[Finding]:
    findings: list[Finding] = []
    term = longest_in_force(entry.terms.no_training, evaluation.at)
    if term is None:
        record = _supplier(evaluation, entry)
        labels = _labels([each for each in classes if each.needs_no_training])
        message = f"No agreement in force forbids training on our data, needed for {labels} data."
        findings.append(fail("agreement.no_training_missing", message, record))
    else:
        findings.append(term.ground)
    service = entry.service
    if service is not None and service.trains_on_data:
        record = Record("service", service.id, service.label)
        message = f"The service {shown(service.label)} is on record as training on our data."
        findings.append(fail("agreement.trains_on_data", message, record))
    return findings


def _judge_retention(entry: ResourceEntry, classes: list[DataClassEntry]) -> list[Finding]:
    service = entry.service
    kept = None if service is None else 0 if service.is_zero_retention else service.retention_days
    record = entry.record if service is None else Record("service", service.id, service.label)
    if kept is None:
        labels = _labels([each for each in classes if each.max_retention_days is not None])
        message = f"How long data is kept is not on record; {labels} data has a limit."
        return [fail("agreement.retention_unknown", message, record)]
    exceeded = [
        each for each in classes if each.max_retention_days is not None and kept > each.max_retention_days
    ]
    if not exceeded:
        return []
    limit = min(each.max_retention_days for each in exceeded if each.max_retention_days is not None)
    message = f"Data is kept for {kept} days; {_labels(exceeded)} data allows {limit}."
    return [fail("agreement.retention_exceeds", message, record)]


def _labels(classes: list[DataClassEntry]) -> str:
    return listed(each.data_class.label for each in classes)


def _supplier(evaluation: Evaluation, entry: ResourceEntry) -> Record:
    """Return the party a missing agreement would be with."""
    vendor = evaluation.index.vendors.get(entry.vendors[0]) if entry.vendors else None
    return entry.record if vendor is None else vendor.record
