"""Twenty vendors with services, places, sub-processors, contacts and agreements, from `suppliers.json`.

The terms are invented for the demo, those of real companies too; dates are days from today.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from governance.accounts.models import User
from governance.classification.models import Country, Region
from governance.core.records import TrackedRecord
from governance.core.services import create_record
from vendors.agreements.enums import ARTICLE_28_CLAUSES
from vendors.agreements.models import Agreement
from vendors.directory import services as directory
from vendors.directory.enums import LocationPurpose
from vendors.directory.models import Contact, Service, ServiceLocation, SubProcessor, Vendor

SUPPLIERS = Path(__file__).parent / "suppliers.json"
NOTES = "Demo data. The terms are invented; what holds for you stands in your own contracts."
ALL_OF_ARTICLE_28 = "@article28"


def read_suppliers() -> list[dict[str, Any]]:
    """Return the vendors as the file has them."""
    suppliers: list[dict[str, Any]] = json.loads(SUPPLIERS.read_text(encoding="utf-8"))
    return suppliers


class SupplierLoader:
    """Makes vendors through the services, with the places looked up once."""

    def __init__(self, *, actor: User, people: dict[str, User], today: date) -> None:
        self._actor = actor
        self._people = people
        self._today = today
        self._countries = {country.code: country for country in Country.objects.all()}
        self._regions = {region.key: region for region in Region.objects.all()}

    def load(self, row: dict[str, Any]) -> Vendor:
        """Make one vendor with everything that belongs to it, and bring it to its state."""
        vendor = self._make(
            Vendor,
            key=row["key"],
            name=row["name"],
            legal_name=row["legal_name"],
            website=row["website"],
            country=self._countries[row["country"]],
            tier=row["tier"],
            owner=self._people.get(row.get("owner", "")),
            notes=NOTES,
        )
        for name, address, role in row["contacts"]:
            email = address if "@" in address else f"{address}@{row['key']}.example"
            self._make(Contact, vendor=vendor, name=name, email=email, role=role)
        for service in row["services"]:
            self._load_service(vendor, service)
        for agreement in row["agreements"]:
            self._load_agreement(vendor, agreement)
        return self._bring_to(vendor, row["state"], row.get("reason", ""))

    def _make(self, model: type[TrackedRecord], **values: Any) -> Any:
        return create_record(actor=self._actor, model=model, values=values)

    def _load_service(self, vendor: Vendor, row: dict[str, Any]) -> None:
        service: Service = self._make(
            Service,
            vendor=vendor,
            key=row["key"],
            name=row["name"],
            kind=row["kind"],
            is_active=row.get("active", True),
            retention_days=row.get("retention_days"),
            is_zero_retention=row.get("zero_retention", False),
            trains_on_data=row.get("trains_on_data"),
            is_in_baa_scope=row.get("baa_scope", False),
            is_support_access_declared=row["access"] is not None,
            is_sub_processor_list_complete=row["sub_processors"] is not None,
        )
        for region in row["hosting"]:
            self._make(ServiceLocation, service=service, region=self._regions[region])
        for code in row["access"] or ():
            country = self._countries[code]
            self._make(
                ServiceLocation, service=service, country=country, purpose=LocationPurpose.REMOTE_ACCESS
            )
        for name, code, purpose in row["sub_processors"] or ():
            country = self._countries[code]
            self._make(SubProcessor, service=service, name=name, country=country, purpose=purpose)

    def _load_agreement(self, vendor: Vendor, row: dict[str, Any]) -> None:
        clauses = [clause for clause in row["clauses"] if clause != ALL_OF_ARTICLE_28]
        if ALL_OF_ARTICLE_28 in row["clauses"]:
            clauses += [clause.value for clause in ARTICLE_28_CLAUSES]
        self._make(
            Agreement,
            vendor=vendor,
            kind=row["kind"],
            title=row["title"],
            our_party="Meridian SE",
            their_party=vendor.legal_name,
            effective_date=self._day(row["from"]),
            expiry_date=self._day(row["until"]),
            notice_days=row.get("notice_days"),
            scc_module=row.get("scc_module"),
            transfer_assessment_date=self._day(row.get("assessed")),
            scheme=row.get("scheme", ""),
            clauses=clauses,
            retention_limit_days=row.get("retention_limit_days"),
            breach_notice_hours=row.get("breach_notice_hours"),
            owner=vendor.owner,
        )

    def _day(self, offset: int | None) -> date | None:
        return None if offset is None else self._today + timedelta(days=offset)

    def _bring_to(self, vendor: Vendor, state: str, reason: str) -> Vendor:
        if state == "onboarding":
            return directory.start_onboarding(actor=self._actor, vendor=vendor)
        if state in ("active", "suspended"):
            vendor = directory.activate_vendor(actor=self._actor, vendor=vendor)
        if state == "suspended":
            return directory.suspend_vendor(actor=self._actor, vendor=vendor, reason=reason)
        if state == "offboarded":
            return directory.offboard_vendor(actor=self._actor, vendor=vendor, reason=reason)
        return vendor
