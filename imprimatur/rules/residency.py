"""Check 8: where the data is hosted, sub-processed and reached from is allowed for each data class.

A country is allowed when the place rule names it or a group it belongs to; else when an adequacy finding in force
covers it and its condition is met (GDPR Art. 45); else when a transfer tool in force covers the service (Art. 46).
Derogations (Art. 49) are exceptions that people sign off; they never permit by themselves.
"""

from typing import Any

from imprimatur.decision import Record
from imprimatur.entries import DataClassEntry, ResourceEntry
from imprimatur.facts import Region, Service
from imprimatur.findings import Finding, Findings, fail, holds_until, note
from imprimatur.places import PlaceRule
from imprimatur.rules.context import MISSING_REGION
from imprimatur.rules.evaluation import Evaluation
from imprimatur.rules.transfer import ALWAYS, allow_country
from imprimatur.wording import listed, shown


def check(evaluation: Evaluation) -> Findings:
    """Judge hosting, sub-processors and support separately for each place rule of each data class."""
    entry, region, question = evaluation.entry, evaluation.region, evaluation.question
    if entry is None:
        return None
    if question.region is None:
        return (MISSING_REGION,)
    findings: list[Finding] = []
    if region is None:
        message = f"No region is registered as “{shown(question.region)}”."
        findings.append(fail("residency.region_unknown", message))
    else:
        findings.extend(_judge_offer(entry, region))
    judged = set()
    for each in evaluation.data_classes:
        for rule in each.place_rules:
            # Classes that share one rule are judged once.
            if id(rule) not in judged:
                judged.add(id(rule))
                findings.extend(_judge_rule(evaluation, entry, each, rule))
    return findings


def inputs(evaluation: Evaluation) -> dict[str, Any]:
    """Return what the check looked at."""
    service = None if evaluation.entry is None else evaluation.entry.service
    region = evaluation.region
    found: dict[str, Any] = {
        "region": evaluation.question.region,
        "countries": [] if region is None else sorted(region.countries),
        "places": {
            each.data_class.key: sorted(set().union(*(rule.places for rule in each.place_rules)))
            for each in evaluation.data_classes
        },
    }
    if service is not None:
        processors, _until = service.sub_processors_at(evaluation.at)
        found["hosting"] = sorted(service.hosting_regions | service.hosting_countries)
        found["support"] = None if service.support_countries is None else sorted(service.support_countries)
        found["sub_processors"] = (
            None if processors is None else {each.label: sorted(each.countries) for each in processors}
        )
    return found


def _judge_offer(entry: ResourceEntry, region: Region) -> list[Finding]:
    """Fail for a region that the service does not declare, when it declares any."""
    service = entry.service
    if service is None or not (service.hosting_regions or service.hosting_countries):
        label = shown(entry.resource.label if service is None else service.label)
        message = f"Hosting of {label} is not declared; the region asked for was taken as given."
        return [note("residency.hosting_undeclared", message, entry.record)]
    if region.key in service.hosting_regions:
        return []
    if region.countries and region.countries <= service.hosting_countries:
        return []
    message = f"{shown(service.label)} declares no hosting in {shown(region.label)}."
    return [fail("residency.region_not_hosted", message, Record("region", region.id, region.label))]


def _judge_rule(
    evaluation: Evaluation, entry: ResourceEntry, data_class: DataClassEntry, rule: PlaceRule
) -> list[Finding]:
    findings: list[Finding] = []
    region, service = evaluation.region, entry.service
    label = shown(data_class.data_class.label)
    if region is not None:
        outside = _outside(evaluation, entry, rule, region.countries, findings)
        if outside or not region.countries:
            where = f" ({listed(outside)})" if outside else ", whose country is not known,"
            message = f"{shown(region.label)}{where} is not allowed for {label} data."
            record = Record("region", region.id, region.label)
            findings.append(fail("residency.region_not_allowed", message, record))
    if service is None:
        message = (
            f"{label} data is bound to places, and no service is on record for {shown(entry.resource.label)}."
        )
        findings.append(fail("residency.service_unknown", message, entry.record))
        return findings
    record = Record("service", service.id, service.label)
    findings.extend(_judge_sub_processors(evaluation, entry, rule, service, label))
    if service.support_countries is None:
        message = f"{shown(service.label)} does not declare where support reaches {label} data from."
        findings.append(fail("residency.support_undeclared", message, record))
    else:
        outside = _outside(evaluation, entry, rule, service.support_countries, findings)
        if outside:
            message = f"Support of {shown(service.label)} in {listed(outside)} may not reach {label} data."
            findings.append(fail("residency.support_access", message, record))
    return findings


def _judge_sub_processors(
    evaluation: Evaluation, entry: ResourceEntry, rule: PlaceRule, service: Service, label: str
) -> list[Finding]:
    processors, until = service.sub_processors_at(evaluation.at)
    if processors is None:
        message = (
            f"{shown(service.label)} does not declare its sub-processors; {label} data is bound to places."
        )
        record = Record("service", service.id, service.label)
        return [fail("residency.subprocessor_undeclared", message, record)]
    findings = [] if until is None else [holds_until(until)]
    for each in processors:
        outside = _outside(evaluation, entry, rule, each.countries, findings)
        if outside or not each.countries:
            where = listed(outside) if outside else "an unknown place"
            message = f"The sub-processor {shown(each.label)} in {where} is not allowed for {label} data."
            record = Record("sub_processor", each.id, each.label)
            findings.append(fail("residency.subprocessor", message, record))
    return findings


def _outside(
    evaluation: Evaluation,
    entry: ResourceEntry,
    rule: PlaceRule,
    countries: frozenset[str],
    findings: list[Finding],
) -> list[str]:
    """Return the countries not allowed; what allows the others is added to the findings."""
    outside = []
    for country in sorted(countries) if len(countries) > 1 else countries:
        allowed = allow_country(evaluation, entry, rule, country)
        if allowed is None:
            outside.append(country)
        elif allowed is not ALWAYS and allowed not in findings:
            findings.append(allowed)
    return outside
