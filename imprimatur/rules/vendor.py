"""Check 6: who made it and who supplies it are active, assessed in time, and have no open critical finding."""

from typing import Any

from imprimatur.decision import Record
from imprimatur.entries import ResourceEntry, VendorEntry
from imprimatur.findings import Finding, Findings, fail, holds_until
from imprimatur.instants import format_instant
from imprimatur.rules.evaluation import Evaluation
from imprimatur.wording import shown


def check(evaluation: Evaluation) -> Findings:
    """Fail for each vendor, and for the service, that may not be relied on."""
    entry = evaluation.entry
    if entry is None:
        return None
    findings: list[Finding] = []
    if not entry.vendors:
        label = shown(entry.resource.label)
        findings.append(fail("vendor.unknown", f"No vendor is on record for {label}.", entry.record))
    for vendor_id in entry.vendors:
        vendor = evaluation.index.vendors.get(vendor_id)
        if vendor is None:
            message = f"A vendor of {shown(entry.resource.label)} is not registered."
            findings.append(fail("vendor.unknown", message, entry.record))
        else:
            findings.extend(_judge(evaluation, vendor))
    findings.extend(_judge_service(entry))
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    entry = evaluation.entry
    if entry is None:
        return {}
    vendors = [evaluation.index.vendors.get(vendor) for vendor in entry.vendors]
    return {
        "vendors": [{**each.record.to_dict(), "status": each.vendor.status} for each in vendors if each],
        "service": None if entry.service is None else entry.service.label,
    }


def _judge(evaluation: Evaluation, entry: VendorEntry) -> list[Finding]:
    vendor, record, not_assessed = entry
    if (
        vendor.status == "active"
        and vendor.assessment is None
        and not evaluation.snapshot.policy.keeps_assessments
    ):
        return [not_assessed]
    label = shown(vendor.label)
    findings: list[Finding] = []
    if vendor.status != "active":
        status = shown(vendor.status.replace("_", " "))
        findings.append(fail("vendor.inactive", f"The vendor {label} is not active but {status}.", record))
    assessment = vendor.assessment
    if assessment is None:
        if evaluation.snapshot.policy.keeps_assessments:
            findings.append(
                fail("vendor.assessment_missing", f"The vendor {label} has no assessment.", record)
            )
        else:
            findings.append(not_assessed)
        return findings
    if assessment.completed_at is None or evaluation.at < assessment.completed_at:
        message = f"The assessment of {label} is not complete."
        findings.append(fail("vendor.assessment_incomplete", message, record))
    if assessment.expires_at is not None:
        if assessment.expires_at <= evaluation.at:
            message = f"The assessment of {label} ended at {format_instant(assessment.expires_at)}."
            findings.append(fail("vendor.assessment_expired", message, record))
        else:
            findings.append(holds_until(assessment.expires_at))
    if assessment.open_critical_findings > 0:
        findings.append(fail("vendor.critical_finding", f"{label} has an open critical finding.", record))
    return findings


def _judge_service(entry: ResourceEntry) -> list[Finding]:
    service = entry.service
    if service is None:
        if entry.resource.service is None:
            return []
        message = f"The service that supplies {shown(entry.resource.label)} is not registered."
        return [fail("vendor.service_unknown", message, entry.record)]
    if service.status == "active":
        return []
    status = shown(service.status.replace("_", " "))
    record = Record("service", service.id, service.label)
    message = f"The service {shown(service.label)} is not active but {status}."
    return [fail("vendor.service_inactive", message, record)]
