"""Reads about attestations: what counts at an instant, what ends soon, what each covers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from governance.core.days import legal_day
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter
from vendors.directory.models import Vendor

EVERY_SERVICE = "*"


def in_force_on(day: date) -> Q:
    """Return the condition on attestations that count on the day, by themselves or by a bridge letter."""
    letters = BridgeLetter.objects.filter(
        attestation=OuterRef("pk"), covers_from_date__lte=day, covers_until_date__gt=day
    )
    return Q(issued_date__lte=day) & (Q(valid_until_date__gt=day) | Q(Exists(letters)))


def attestations_in_force(vendor: Vendor, kind: str, at: datetime) -> list[Attestation]:
    """Return the vendor's attestations of a kind that count at the instant, the one that goes on longest first."""
    rows = Attestation.objects.filter(in_force_on(legal_day(at)), vendor=vendor, kind=kind)
    return sorted(
        rows.prefetch_related("bridge_letters"), key=lambda each: (each.ends_at, each.pk), reverse=True
    )


def list_expiring(actor: Any, within_days: int, at: datetime | None = None) -> list[Attestation]:
    """Return the attestations in force that end within the days, soonest first, as far as the actor may see them.

    One that another of its kind takes over from without a gap is left out. `at` is now unless given.
    """
    at = at or timezone.now()
    today = legal_day(at)
    rows = Attestation.objects.restrict(actor, "view").filter(
        in_force_on(today), valid_until_date__lte=today + timedelta(days=within_days)
    )
    listed = list(rows.select_related("vendor", "owner").prefetch_related("bridge_letters", "coverage"))
    last = at + timedelta(days=within_days)
    ending = [each for each in listed if each.ends_at is not None and at < each.ends_at <= last]
    followed = find_followed(ending)
    return sorted(
        (each for each in ending if each.pk not in followed), key=lambda each: (each.ends_at, each.pk)
    )


def find_followed(ending: Iterable[Attestation], at: datetime | None = None) -> set[Any]:
    """Return the keys of those that another of the same vendor and kind takes over from, for every service covered.

    The other counts when the one ends, or at the instant given if that is later. Two queries however many there are.
    """
    ending = list(ending)
    others: dict[tuple[Any, str], list[Attestation]] = {}
    rows = Attestation.objects.filter(vendor_id__in={each.vendor_id for each in ending})
    for row in rows.prefetch_related("bridge_letters", "coverage") if ending else ():
        others.setdefault((row.vendor_id, row.kind), []).append(row)
    return {
        each.pk
        for each in ending
        if any(
            _takes_over(each, other, at)
            for other in others.get((each.vendor_id, each.kind), ())
            if other.pk != each.pk
        )
    }


def _takes_over(old: Attestation, new: Attestation, at: datetime | None) -> bool:
    """Return whether the newer one goes on, then and for all services, where the older ends."""
    if old.ends_at is None or new.ends_at is None or new.ends_at <= old.ends_at:
        return False
    moment = old.ends_at if at is None else max(old.ends_at, at)
    return new.is_in_force(moment) and (
        new.covers_all_services or (not old.covers_all_services and _list_covered(old) <= _list_covered(new))
    )


def _list_covered(attestation: Attestation) -> set[Any]:
    return {row.service_id for row in attestation.coverage.all()}


def covered_service_ids(attestation: Attestation) -> frozenset[str]:
    """Return the ids of the services that an attestation covers, or "*" alone for every one."""
    if attestation.covers_all_services:
        return frozenset({EVERY_SERVICE})
    rows = AttestationService.objects.filter(attestation=attestation)
    return frozenset(str(key) for key in rows.values_list("service_id", flat=True))
