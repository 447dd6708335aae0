"""What is known of a vendor, as far as the reader may see it, with the risk that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from governance.core.models import RecordedEvent
from registry.suppliers.weighing import Place, Scored, score_of, weigh
from vendors.agreements.models import Agreement
from vendors.assessments.models import Assessment, AssessmentFinding
from vendors.assessments.risk import InherentRisk, ResidualRisk
from vendors.attestations.models import Attestation
from vendors.directory.models import Service, Vendor

EVENTS_SHOWN = 10
ASSESSMENTS_SHOWN = 10


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
    weighed = weigh(actor, vendor, at or timezone.now())
    rows = Assessment.objects.restrict(actor).filter(vendor=vendor).select_related("owner")
    events = RecordedEvent.objects.restrict(actor).filter(record_id=vendor.pk).select_related("actor")
    return Overview(
        inherent=weighed.inherent,
        residual=weighed.residual,
        agreements=tuple(Agreement.objects.restrict(actor).filter(vendor=vendor).order_by("kind", "-id")),
        attestations=tuple(Attestation.objects.restrict(actor).filter(vendor=vendor).order_by("kind", "-id")),
        assessments=tuple(Scored(row, score_of(row)) for row in rows.order_by("-id")[:ASSESSMENTS_SHOWN]),
        findings=weighed.findings,
        places=weighed.places,
        services=weighed.services,
        versions=weighed.versions,
        events=tuple(events.order_by("-id")[:EVENTS_SHOWN]),
    )
