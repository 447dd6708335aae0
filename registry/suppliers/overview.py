"""What is known of a vendor, as far as the reader may see it, with the risk that follows from it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from governance.approvals.models import Approval
from governance.classification.models import AdequacyDecision, DataClass
from governance.classification.selectors import countries_of
from governance.classification.validators import covers
from governance.core.days import legal_day
from governance.core.models import RecordedEvent
from registry.ai_models.models import ModelVersion
from vendors.agreements.models import Agreement
from vendors.assessments.enums import FindingSeverity
from vendors.assessments.models import Assessment, AssessmentFinding
from vendors.assessments.review import score_part
from vendors.assessments.risk import (
    SENSITIVITIES,
    TIERS,
    Exposure,
    InherentRisk,
    ResidualRisk,
    reckon_inherent,
    reckon_residual,
)
from vendors.assessments.scoring import add_up
from vendors.attestations.models import Attestation
from vendors.directory.models import Service, ServiceLocation, SubProcessor, Vendor

EVENTS_SHOWN = 10
ASSESSMENTS_SHOWN = 10
HOME = ("EEA", "EEA_TERRITORIES")
ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Place:
    """One country with what happens to data there: ("hosting", service) or ("sub-processor", name)."""

    country: str
    roles: tuple[tuple[str, str], ...]
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """An assessment with its score in per cent, over all its questionnaires."""

    assessment: Assessment
    percent: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of one page."""

    inherent: InherentRisk
    residual: ResidualRisk
    agreements: tuple[Agreement, ...]
    attestations: tuple[Attestation, ...]
    assessments: tuple[Scored, ...]
    findings: tuple[AssessmentFinding, ...]
    places: tuple[Place, ...]
    services: tuple[Service, ...]
    versions: int
    events: tuple[RecordedEvent, ...]


def overlook(actor: Any, vendor: Vendor, at: datetime | None = None) -> Overview:
    """Return the overview of a vendor; every list holds what the actor may see and no more."""
    now = at or timezone.now()
    services = tuple(Service.objects.restrict(actor).filter(vendor=vendor).order_by("name"))
    places = list_places(actor, vendor, now)
    findings = tuple(
        AssessmentFinding.objects.restrict(actor)
        .filter(vendor=vendor, closed_at__isnull=True)
        .select_related("owner")
        .order_by("due_date", "id")
    )
    rows = Assessment.objects.restrict(actor).filter(vendor=vendor).select_related("owner")
    assessments = tuple(Scored(row, score_of(row)) for row in rows.order_by("-id")[:ASSESSMENTS_SHOWN])
    supplied = Q(service__vendor=vendor) | Q(model__service__vendor=vendor) | Q(model__vendor=vendor)
    versions = list(ModelVersion.objects.restrict(actor).filter(supplied).values_list("pk", flat=True))
    inherent = reckon_inherent(measure_exposure(vendor, services, places, versions))
    severities = [finding.severity for finding in findings]
    counted = next((each.percent for each in assessments if each.assessment.is_in_force(now)), None)
    residual = reckon_residual(
        inherent.band,
        counted,
        critical_findings=severities.count(FindingSeverity.CRITICAL),
        high_findings=severities.count(FindingSeverity.HIGH),
    )
    events = RecordedEvent.objects.restrict(actor).filter(record_id=vendor.pk).select_related("actor")
    return Overview(
        inherent=inherent,
        residual=residual,
        agreements=tuple(Agreement.objects.restrict(actor).filter(vendor=vendor).order_by("kind", "-id")),
        attestations=tuple(Attestation.objects.restrict(actor).filter(vendor=vendor).order_by("kind", "-id")),
        assessments=assessments,
        findings=findings,
        places=places,
        services=services,
        versions=len(versions),
        events=tuple(events.order_by("-id")[:EVENTS_SHOWN]),
    )


def score_of(assessment: Assessment) -> int | None:
    """Return the score in whole per cent over all questionnaires; None when nothing of it is scored."""
    return add_up(score_part(part) for part in assessment.parts.select_related("version")).percent


def list_places(actor: Any, vendor: Vendor, at: datetime) -> tuple[Place, ...]:
    """Return the countries where the vendor's data lies or is reached from, those outside first."""
    roles: dict[Any, list[tuple[str, str]]] = defaultdict(list)
    locations = ServiceLocation.objects.restrict(actor).filter(service__vendor=vendor)
    for location in locations.select_related("service", "region__country", "country"):
        country = location.region.country if location.region is not None else location.country
        if country is not None:
            roles[country].append((str(location.get_purpose_display()), location.service.name))
    handlers = SubProcessor.objects.restrict(actor).filter(service__vendor=vendor, country__isnull=False)
    for handler in handlers.select_related("service", "country"):
        if handler.until_date is None or handler.until_date > legal_day(at):
            roles[handler.country].append((str(handler._meta.verbose_name), handler.name))
    inside = {code for place in HOME for code in countries_of(place, at)}
    inside |= {
        row.country.code
        for row in AdequacyDecision.objects.select_related("country")
        if row.country is not None and covers(row.valid_from, row.valid_to, at)
    }
    found = [
        Place(country.name, tuple(dict.fromkeys(each)), country.code not in inside)
        for country, each in roles.items()
    ]
    return tuple(sorted(found, key=lambda place: (not place.is_outside, place.country)))


def measure_exposure(
    vendor: Vendor, services: tuple[Service, ...], places: tuple[Place, ...], versions: list[Any]
) -> Exposure:
    """Return what the risk is reckoned from; the data is what approvals in force let the vendor have."""
    keys: set[str] = set()
    for approval in Approval.objects.filter(record_id__in=versions):
        if approval.is_in_force(timezone.now()):
            keys |= set(approval.permitted_scope.get("data_classes", ()))
    classes = DataClass.objects.all() if ANYTHING in keys else DataClass.objects.filter(key__in=keys)
    rows = list(classes)
    sensitivities = sorted((row.sensitivity for row in rows), key=lambda each: SENSITIVITIES[each])
    trains = [service.trains_on_data for service in services if service.is_active]
    return Exposure(
        tier=vendor.tier if vendor.tier in TIERS else "critical",
        sensitivity=sensitivities[-1] if sensitivities else "",
        categories=frozenset(category for row in rows for category in row.categories),
        places_outside=sum(place.is_outside for place in places),
        trains_on_data=True if True in trains else None if None in trains or not trains else False,
    )
