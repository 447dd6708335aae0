"""Reads about vendors and services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from governance.core.days import legal_day
from vendors.directory.enums import PURPOSES_OF_ACCESS, PURPOSES_OF_STORAGE
from vendors.directory.models import Service, ServiceLocation, SubProcessor, Vendor


def get_vendor(actor: Any, key: str) -> Vendor | None:
    """Return the vendor with the key if the actor may see it; None for foreign and missing alike."""
    found: Vendor | None = Vendor.objects.restrict(actor, "view").filter(key=key).first()
    return found


def list_storage_countries(service: Service) -> frozenset[str]:
    """Return the codes of the countries where a service keeps data, backups included; empty means not declared."""
    return _countries(service, PURPOSES_OF_STORAGE)


def list_access_countries(service: Service) -> frozenset[str] | None:
    """Return the codes of the countries from which people reach the data; None means not declared in full."""
    return _countries(service, PURPOSES_OF_ACCESS) if service.is_support_access_declared else None


def _countries(service: Service, purposes: tuple[str, ...]) -> frozenset[str]:
    rows = ServiceLocation.objects.filter(service=service, purpose__in=purposes)
    pairs = rows.values_list("region__country__code", "country__code")
    return frozenset(code for pair in pairs for code in pair if code)


def list_sub_processors(service: Service, at: datetime) -> list[SubProcessor] | None:
    """Return who handles data for a service at the instant; None means not declared in full."""
    if not service.is_sub_processor_list_complete:
        return None
    day = legal_day(at)
    current = (Q(since_date__isnull=True) | Q(since_date__lte=day)) & (
        Q(until_date__isnull=True) | Q(until_date__gt=day)
    )
    return list(SubProcessor.objects.filter(current, service=service).select_related("country"))
