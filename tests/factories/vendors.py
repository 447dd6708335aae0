"""Vendors, services, agreements and attestations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from governance.classification.models import Country, Region
from governance.core.services import create_record
from tests.factories.classification import make_countries, make_regions
from vendors.agreements.models import Agreement, AgreementService
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter
from vendors.directory.models import Service, ServiceLocation, SubProcessor, Vendor
from vendors.directory.services import activate_vendor
from vendors.sub_processors.models import SubProcessorNotice
from vendors.sub_processors.services import announce_sub_processor


def make_vendor(
    actor: Any, key: str = "openai", *, active: bool = True, owner: Any = None, **values: Any
) -> Vendor:
    """Return a new vendor, active unless said otherwise; its owner is the actor unless named."""
    values = {"key": key, "name": key.replace("-", " ").title(), "owner": owner or actor, **values}
    vendor = create_record(actor=actor, model=Vendor, values=values)
    return activate_vendor(actor=actor, vendor=vendor) if active else vendor


def make_service(
    actor: Any,
    vendor: Vendor,
    key: str = "api",
    *,
    hosting: Iterable[str] = ("aws:eu-west-1",),
    support: Iterable[str] = (),
    **values: Any,
) -> Service:
    """Return a new service that declares everything: hosted in the regions or countries, reached from others.

    A place is a region key of make_regions, or a country code of make_countries.
    """
    declared = {
        "retention_days": 0,
        "trains_on_data": False,
        "is_support_access_declared": True,
        "is_sub_processor_list_complete": True,
    }
    values = {"vendor": vendor, "key": key, "name": f"{vendor.name} {key}", **declared, **values}
    service = create_record(actor=actor, model=Service, values=values)
    for place in hosting:
        make_location(actor, service, place)
    for place in support:
        make_location(actor, service, place, purpose="support")
    return service


def make_location(actor: Any, service: Service, place: str, purpose: str = "hosting") -> ServiceLocation:
    """Return a new location of a service, at a region or in a country."""
    where: dict[str, Region | Country] = (
        {"region": make_regions(actor)[place]} if ":" in place else {"country": make_countries(actor)[place]}
    )
    return create_record(
        actor=actor, model=ServiceLocation, values={"service": service, "purpose": purpose, **where}
    )


def make_sub_processor(
    actor: Any, service: Service, name: str = "Acme Hosting", country: str = "US", **values: Any
) -> SubProcessor:
    """Return a new sub-processor of a service in a country of make_countries."""
    values = {"service": service, "name": name, "country": make_countries(actor)[country], **values}
    return create_record(actor=actor, model=SubProcessor, values=values)


def make_agreement(
    actor: Any,
    vendor: Vendor,
    kind: str = "dpa",
    *,
    effective_date: date | None = date(2025, 1, 1),
    expiry_date: date | None = None,
    clauses: Iterable[str] = (),
    services: Iterable[Service] | None = None,
    **values: Any,
) -> Agreement:
    """Return a new agreement in force since 2025-01-01, open-ended, for every service unless some are named."""
    agreement = create_record(
        actor=actor,
        model=Agreement,
        values={
            "vendor": vendor,
            "kind": kind,
            "title": f"{kind.upper()} with {vendor.name}",
            "effective_date": effective_date,
            "expiry_date": expiry_date,
            "clauses": list(clauses),
            "covers_all_services": services is None,
            "owner": actor,
            **values,
        },
    )
    for service in services or ():
        create_record(
            actor=actor, model=AgreementService, values={"agreement": agreement, "service": service}
        )
    return agreement


def make_attestation(
    actor: Any,
    vendor: Vendor,
    kind: str = "soc2_type2",
    *,
    issued_date: date | None = date(2025, 1, 1),
    valid_until_date: date = date(2027, 1, 1),
    services: Iterable[Service] | None = None,
    **values: Any,
) -> Attestation:
    """Return a new attestation that counts in 2025 and 2026, for every service unless some are named."""
    attestation = create_record(
        actor=actor,
        model=Attestation,
        values={
            "vendor": vendor,
            "kind": kind,
            "title": f"{kind} of {vendor.name}",
            "issued_date": issued_date,
            "valid_until_date": valid_until_date,
            "covers_all_services": services is None,
            "owner": actor,
            **values,
        },
    )
    for service in services or ():
        values = {"attestation": attestation, "service": service}
        create_record(actor=actor, model=AttestationService, values=values)
    return attestation


def make_bridge_letter(
    actor: Any, attestation: Attestation, covers_from: date, covers_until: date
) -> BridgeLetter:
    """Return a new bridge letter of an attestation, dated the day from which it covers."""
    values = {
        "attestation": attestation,
        "covers_from_date": covers_from,
        "covers_until_date": covers_until,
        "issued_date": covers_from,
    }
    return create_record(actor=actor, model=BridgeLetter, values=values)


def make_notice(
    actor: Any,
    vendor: Vendor,
    name: str = "Acme Hosting",
    country: str = "US",
    *,
    announced_date: date = date(2026, 1, 1),
    effective_date: date = date(2026, 3, 1),
    **values: Any,
) -> SubProcessorNotice:
    """Return a sub-processor announced on 2026-01-01, with thirty days to object unless said otherwise."""
    return announce_sub_processor(
        actor=actor,
        vendor=vendor,
        name=name,
        country=make_countries(actor)[country],
        announced_date=announced_date,
        effective_date=effective_date,
        **values,
    )
