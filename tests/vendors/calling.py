"""Calling the API with a key, and one vendor with a record of every kind to call about."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client

from governance.accounts.services import issue_api_key
from governance.core.services import create_record
from tests.cast import Cast
from tests.factories.vendors import (
    make_agreement,
    make_attestation,
    make_bridge_letter,
    make_service,
    make_sub_processor,
    make_vendor,
)
from vendors.directory.models import Contact

MISSING = UUID("01920000-0000-7000-8000-000000000000")
KINDS = ["vendors", "services", "service-locations", "sub-processors", "contacts", "agreements"]
KINDS += ["agreement-services", "attestations", "attestation-services", "bridge-letters"]
BOTH = ("vendors:read", "vendors:write")


def make_caller(cast: Cast, owner: Any, *scopes: str) -> Any:
    """Return a function that calls the API with a key of the owner."""
    secret = issue_api_key(actor=cast.system, owner=owner, name="ci", scopes=list(scopes))[1]

    def call(method: str, path: str, body: Any = None, **headers: str) -> Any:
        return Client().generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **headers},
        )

    return call


def make_one_of_each(cast: Cast, key: str = "openai") -> dict[str, Any]:
    """Return a vendor with one record of every kind, by the name of its route."""
    vendor = make_vendor(cast.olga, key, owner=cast.eve)
    service = make_service(cast.olga, vendor)
    agreement = make_agreement(cast.olga, vendor, services=[service])
    attestation = make_attestation(cast.olga, vendor, services=[service])
    contact = {"vendor": vendor, "name": "Dee", "email": f"dpo@{key}.example.com"}
    return {
        "vendors": vendor,
        "services": service,
        "service-locations": service.locations.get(),
        "sub-processors": make_sub_processor(cast.olga, service),
        "contacts": create_record(actor=cast.olga, model=Contact, values=contact),
        "agreements": agreement,
        "agreement-services": agreement.coverage.get(),
        "attestations": attestation,
        "attestation-services": attestation.coverage.get(),
        "bridge-letters": make_bridge_letter(cast.olga, attestation, date(2026, 12, 1), date(2027, 3, 1)),
    }
