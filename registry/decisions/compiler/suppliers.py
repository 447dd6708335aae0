"""Vendors, services and agreements as facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from governance.classification.models import Country, Region
from imprimatur import facts
from registry.decisions.compiler.dates import start_of
from registry.decisions.compiler.rows import Rows
from vendors.agreements.enums import AgreementKind
from vendors.agreements.models import Agreement, AgreementService
from vendors.assessments.enums import PASSED, FindingSeverity
from vendors.assessments.models import Assessment, AssessmentFinding, AssessmentPart
from vendors.directory.enums import LocationPurpose
from vendors.directory.models import Service, ServiceLocation, SubProcessor, Vendor
from vendors.questionnaires.models import TemplateVersion

STORED = frozenset({LocationPurpose.HOSTING, LocationPurpose.BACKUP})


def compile_suppliers(rows: Rows) -> dict[str, Any]:
    """Return the lists of facts about suppliers, by their name in the snapshot."""
    return {
        "vendors": compile_vendors(rows),
        "services": compile_services(rows),
        **compile_agreements(rows),
    }


def compile_vendors(rows: Rows) -> list[facts.Vendor]:
    """Return the vendors with the state and the assessment that decide whether they may be relied on."""
    assessments = compile_assessments(rows)
    return [
        facts.Vendor(
            id=str(row.pk),
            label=row.name,
            status=row.lifecycle,
            risk_tier=row.tier,
            assessment=assessments.get(row.pk),
        )
        for row in rows.all(Vendor)
    ]


def compile_assessments(rows: Rows) -> dict[Any, facts.Assessment]:
    """Return the assessment that counts for each vendor, by its key: the one decided last, rejections first.

    A rejection counts as one that is not complete, until a later decision about at least the same questionnaires lifts
    it. A vendor without a decided one has none, whatever is under way, unless somebody found something critical.
    """
    decided: dict[Any, list[Any]] = defaultdict(list)
    for row in rows.all(Assessment):
        if row.is_decided:
            decided[row.vendor_id].append(row)
    asked = _list_asked(rows, decided)
    latest = {vendor: _choose(found, asked) for vendor, found in decided.items()}
    critical: dict[Any, list[Any]] = defaultdict(list)
    for finding in rows.all(AssessmentFinding):
        if finding.is_open and finding.severity == FindingSeverity.CRITICAL:
            critical[finding.vendor_id].append(finding)
    found = {}
    for vendor in {*latest, *critical}:
        row = latest.get(vendor)
        is_passed = row is not None and row.state in PASSED
        found[vendor] = facts.Assessment(
            id=str(row.pk if row is not None else min(each.assessment_id for each in critical[vendor])),
            completed_at=row.decided_at if row is not None and is_passed else None,
            expires_at=row.ends_at if row is not None and is_passed else None,
            open_critical_findings=len(critical[vendor]),
        )
    return found


def _list_asked(rows: Rows, decided: Mapping[Any, list[Any]]) -> dict[Any, set[Any]]:
    """Return the questionnaires of each assessment, whatever their version; nothing where nobody was rejected."""
    asked: dict[Any, set[Any]] = defaultdict(set)
    if any(row.state not in PASSED for found in decided.values() for row in found):
        templates = {version.pk: version.template_id for version in rows.all(TemplateVersion)}
        for part in rows.all(AssessmentPart):
            asked[part.assessment_id].add(templates[part.version_id])
    return asked


def _choose(decided: list[Any], asked: Mapping[Any, set[Any]]) -> Any:
    """Return the last rejection that nothing lifted since, or else the last decided."""
    found = sorted(decided, key=lambda row: (row.decided_at, row.pk))

    def lifts(later: Any, row: Any) -> bool:
        is_as_wide = later.service_id is None or later.service_id == row.service_id
        return is_as_wide and asked[later.pk] >= asked[row.pk]

    standing = [
        row
        for place, row in enumerate(found)
        if row.state not in PASSED and not any(lifts(later, row) for later in found[place + 1 :])
    ]
    return (standing or found)[-1]


def compile_services(rows: Rows) -> list[facts.Service]:
    """Return the services with where data lies, who reaches it and who else handles it."""
    countries = {country.pk: country.code for country in rows.all(Country)}
    regions = {region.pk: region for region in rows.all(Region)}
    places: dict[Any, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for location in rows.all(ServiceLocation):
        region = regions.get(location.region_id)
        stored = location.purpose in STORED
        if stored and region is not None:
            places[location.service_id]["regions"].add(region.key)
        else:
            country = region.country_id if region is not None else location.country_id
            places[location.service_id]["countries" if stored else "access"].add(countries[country])
    handlers: dict[Any, list[facts.SubProcessor]] = defaultdict(list)
    for handler in sorted(rows.all(SubProcessor), key=lambda row: row.pk):
        known = frozenset({countries[handler.country_id]}) if handler.country_id else frozenset()
        # One that joins later counts already: what is announced must not surprise the next answer.
        handlers[handler.service_id].append(
            facts.SubProcessor(
                id=str(handler.pk),
                label=handler.name,
                countries=known,
                valid_until=start_of(handler.until_date),
            )
        )
    return [
        facts.Service(
            id=str(row.pk),
            label=row.name,
            vendor=str(row.vendor_id),
            status="active" if row.is_active else "inactive",
            hosting_regions=frozenset(places[row.pk]["regions"]),
            hosting_countries=frozenset(places[row.pk]["countries"]),
            support_countries=frozenset(places[row.pk]["access"])
            if row.is_support_access_declared or places[row.pk]["access"]
            else None,
            sub_processors=tuple(handlers[row.pk])
            if row.is_sub_processor_list_complete or handlers[row.pk]
            else None,
            is_sub_processor_list_complete=row.is_sub_processor_list_complete,
            retention_days=row.retention_days,
            is_zero_retention=row.is_zero_retention,
            trains_on_data=row.trains_on_data,
        )
        for row in rows.all(Service)
    ]


def compile_agreements(rows: Rows) -> dict[str, Any]:
    """Return agreements and memberships of adequacy schemes; a BAA covers only services inside its scope."""
    covered: dict[Any, set[str]] = defaultdict(set)
    for link in rows.all(AgreementService):
        covered[link.agreement_id].add(str(link.service_id))
    in_baa_scope: dict[Any, set[str]] = defaultdict(set)
    for service in rows.all(Service):
        if service.is_in_baa_scope:
            in_baa_scope[service.vendor_id].add(str(service.pk))
    agreements, certifications = [], []
    for row in rows.all(Agreement):
        start, end, terminated = (
            start_of(row.effective_date),
            start_of(row.expiry_date),
            start_of(row.terminated_date),
        )
        if row.kind == AgreementKind.ADEQUACY_SCHEME:
            if start is not None:
                ends = [instant for instant in (end, terminated) if instant is not None]
                certifications.append(
                    facts.Certification(
                        id=str(row.pk),
                        label=row.title,
                        vendor=str(row.vendor_id),
                        scheme=row.scheme,
                        valid_from=start,
                        valid_until=min(ends, default=None),
                    )
                )
            continue
        services = {"*"} if row.covers_all_services else covered[row.pk]
        if row.kind == AgreementKind.BAA:
            inside = in_baa_scope[row.vendor_id]
            services = inside if row.covers_all_services else services & inside
        agreements.append(
            facts.Agreement(
                id=str(row.pk),
                label=row.title,
                vendor=str(row.vendor_id),
                kind=row.kind,
                effective_at=start,
                expires_at=end,
                terminated_at=terminated,
                services=frozenset(services),
                clauses=frozenset(row.clauses),
            )
        )
    return {"agreements": agreements, "certifications": certifications}
