"""How risky a vendor is, from the records that the reader may see: the same for its page and the API."""

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
from governance.core.rights import rights_of
from registry.ai_models.models import ModelVersion
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
from vendors.assessments.selectors import counts_at
from vendors.directory.models import Service, ServiceLocation, SubProcessor, Vendor

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
class Weighed:
    """The risk of a vendor and what it was reckoned from; `counted` is the assessment whose score lowers it."""

    inherent: InherentRisk
    residual: ResidualRisk
    counted: Scored | None
    findings: tuple[AssessmentFinding, ...]
    places: tuple[Place, ...]
    services: tuple[Service, ...]
    versions: int


def may_weigh(actor: Any, vendor: Vendor) -> bool:
    """Return whether the actor sees every kind of record of the vendor that makes its risk greater or less.

    Whoever does not would be told of less risk than there is.
    """
    rights, service = rights_of(actor), Service(vendor=vendor)
    records = (
        service,
        ServiceLocation(service=service),
        SubProcessor(service=service),
        Assessment(vendor=vendor),
        AssessmentFinding(vendor=vendor),
    )
    needed = [(record, record.get_permission("view")) for record in records]
    return all(rights.everywhere_has(name) or record.is_within(rights, name) for record, name in needed)


def weigh(actor: Any, vendor: Vendor, at: datetime | None = None) -> Weighed:
    """Return the risk of a vendor at an instant (now unless given), of what the actor may see and no more."""
    now = at or timezone.now()
    services = tuple(Service.objects.restrict(actor).filter(vendor=vendor).order_by("name"))
    places = list_places(actor, vendor, now)
    findings = tuple(
        AssessmentFinding.objects.restrict(actor)
        .filter(vendor=vendor, closed_at__isnull=True)
        .select_related("owner")
        .order_by("due_date", "id")
    )
    supplied = Q(service__vendor=vendor) | Q(model__service__vendor=vendor) | Q(model__vendor=vendor)
    versions = list(ModelVersion.objects.restrict(actor).filter(supplied).values_list("pk", flat=True))
    inherent = reckon_inherent(
        Exposure(
            **measure_data(actor, versions, now),
            tier=vendor.tier if vendor.tier in TIERS else "critical",
            places_outside=sum(place.is_outside for place in places),
            trains_on_data=find_training(services),
        )
    )
    counted = find_counted(actor, vendor, now)
    severities = [finding.severity for finding in findings]
    residual = reckon_residual(
        inherent.band,
        counted.percent if counted is not None else None,
        critical_findings=severities.count(FindingSeverity.CRITICAL),
        high_findings=severities.count(FindingSeverity.HIGH),
    )
    return Weighed(inherent, residual, counted, findings, places, services, len(versions))


def find_counted(actor: Any, vendor: Vendor, at: datetime) -> Scored | None:
    """Return the assessment in force that was decided last, with its score."""
    rows = Assessment.objects.restrict(actor).filter(counts_at(at), vendor=vendor)
    found = rows.select_related("owner").order_by("-decided_at", "-id").first()
    return Scored(found, score_of(found)) if found is not None else None


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


def measure_data(actor: Any, versions: list[Any], at: datetime) -> dict[str, Any]:
    """Return how sensitive the data is that approvals in force let the vendor have, and what it is made of.

    Unknown to whoever sees the models of some vendors or teams alone: others may supply through this one.
    """
    if not rights_of(actor).everywhere_has(ModelVersion.get_permission("view")):
        return {"sensitivity": None, "categories": frozenset()}
    keys: set[str] = set()
    for approval in Approval.objects.filter(record_id__in=versions):
        if approval.is_in_force(at):
            keys |= set(approval.permitted_scope.get("data_classes", ()))
    rows = list(DataClass.objects.all() if ANYTHING in keys else DataClass.objects.filter(key__in=keys))
    sensitivities = sorted((row.sensitivity for row in rows), key=lambda each: SENSITIVITIES[each])
    return {
        "sensitivity": sensitivities[-1] if sensitivities else "",
        "categories": frozenset(category for row in rows for category in row.categories),
    }


def find_training(services: tuple[Service, ...]) -> bool | None:
    """Return whether a service in use trains on our data; None where one does not say, or none is there."""
    trains = [service.trains_on_data for service in services if service.is_active]
    return True if True in trains else None if None in trains or not trains else False
