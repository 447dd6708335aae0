"""Reads about agreements: what is in force, what ends soon, what each covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from governance.core.days import legal_day
from vendors.agreements.checklists import POINTS, list_points
from vendors.agreements.enums import AgreementKind, ClauseResult
from vendors.agreements.models import Agreement, AgreementService, ClauseCheck
from vendors.directory.models import Service, Vendor

EVERY_SERVICE = "*"


def _in_force_on(at: datetime) -> Q:
    day = legal_day(at)
    return (
        Q(effective_date__lte=day)
        & (Q(expiry_date__isnull=True) | Q(expiry_date__gt=day))
        & (Q(terminated_date__isnull=True) | Q(terminated_date__gt=day))
    )


def agreements_in_force(vendor: Vendor, kind: str, at: datetime) -> list[Agreement]:
    """Return the vendor's agreements of a kind that hold at the instant, the one that goes on longest first."""
    rows = list(Agreement.objects.filter(_in_force_on(at), vendor=vendor, kind=kind))
    open_end = datetime.max.replace(tzinfo=UTC)
    return sorted(rows, key=lambda each: (each.ends_at or open_end, each.pk), reverse=True)


def list_expiring(actor: Any, within_days: int, at: datetime | None = None) -> list[Agreement]:
    """Return the agreements in force that end within the days, soonest first, as far as the actor may see them.

    An agreement whose successor is in force when it ends is left out: nothing lapses. `at` is now unless given.
    """
    at = at or timezone.now()
    last_day = legal_day(at) + timedelta(days=within_days)
    rows = Agreement.objects.restrict(actor, "view").filter(_in_force_on(at))
    ending = rows.filter(Q(expiry_date__lte=last_day) | Q(terminated_date__lte=last_day))
    listed: Iterable[Agreement] = ending.select_related("vendor", "owner", "successor")
    return sorted(
        (each for each in listed if each.ends_at is not None and not _is_followed(each)),
        key=lambda each: (each.ends_at, each.pk),
    )


def _is_followed(agreement: Agreement) -> bool:
    """Return whether the successor takes over without a gap."""
    successor: Agreement | None = getattr(agreement, "successor", None)
    return (
        successor is not None and agreement.ends_at is not None and successor.is_in_force(agreement.ends_at)
    )


def find_followed(agreements: Iterable[Agreement], at: datetime) -> set[Any]:
    """Return the keys of those that need nothing more: renewed, or taken over from by another with no less in it.

    The other holds when the one ends, or at the instant given if that is later. Two queries however many there are.
    """
    ending = list(agreements)
    others: dict[tuple[Any, str], list[Agreement]] = {}
    rows = Agreement.objects.filter(
        vendor_id__in={each.vendor_id for each in ending}, effective_date__isnull=False
    )
    for row in rows.prefetch_related("coverage") if ending else ():
        others.setdefault((row.vendor_id, row.kind), []).append(row)
    return {
        each.pk
        for each in ending
        if any(_takes_over(each, other, at) for other in others.get((each.vendor_id, each.kind), ()))
    }


def _takes_over(old: Agreement, new: Agreement, at: datetime) -> bool:
    """Return whether the newer is the older's own successor, or goes on where the older ends with all of its terms."""
    if new.pk == old.pk or old.ends_at is None:
        return False
    if new.predecessor_id == old.pk:
        return new.terminated_date is None
    return (
        new.is_in_force(max(old.ends_at, at))
        and (new.ends_at is None or new.ends_at > old.ends_at)
        and (new.scheme, new.scc_module) == (old.scheme, old.scc_module)
        and set(old.clauses) <= set(new.clauses)
        and (
            new.covers_all_services
            or (not old.covers_all_services and _list_covered(old) <= _list_covered(new))
        )
    )


def _list_covered(agreement: Agreement) -> set[Any]:
    return {row.service_id for row in agreement.coverage.all()}


def covered_service_ids(agreement: Agreement) -> frozenset[str]:
    """Return the ids of the services that an agreement covers, or "*" alone for every one.

    A BAA is never "every service": it covers those products that the vendor itself names as inside its scope
    (45 CFR 164.504(e); see Service.is_in_baa_scope), and those listed on the agreement.
    """
    if not agreement.covers_all_services:
        rows = AgreementService.objects.filter(agreement=agreement)
        return frozenset(str(key) for key in rows.values_list("service_id", flat=True))
    if agreement.kind != AgreementKind.BAA:
        return frozenset({EVERY_SERVICE})
    inside = Service.objects.filter(vendor_id=agreement.vendor_id, is_in_baa_scope=True)
    return frozenset(str(key) for key in inside.values_list("pk", flat=True))


def list_scheme_memberships(vendor: Vendor, at: datetime) -> list[str]:
    """Return the adequacy schemes that the vendor is a member of at the instant, such as dpf_certified."""
    return sorted({each.scheme for each in agreements_in_force(vendor, AgreementKind.ADEQUACY_SCHEME, at)})


@dataclass(frozen=True, slots=True)
class Point:
    """One line of an agreement's checklist; `check` is None while nobody has looked."""

    key: str
    label: str
    is_promised: bool
    check: ClauseCheck | None

    @property
    def is_contradicted(self) -> bool:
        """Whether the agreement lists the clause and whoever read it did not find it."""
        return self.is_promised and self.check is not None and self.check.result == ClauseResult.MISSING


def list_checklist(actor: Any, agreement: Agreement) -> list[Point]:
    """Return the agreement's checklist with what was found, as far as the actor may see checks."""
    rows = ClauseCheck.objects.restrict(actor, "view").filter(agreement=agreement)
    checks = {row.clause: row for row in rows.select_related("checked_by")}
    labels = dict(POINTS)
    return [
        Point(key, str(labels[key]), key in agreement.clauses, checks.get(key))
        for key in list_points(agreement.kind, agreement.clauses)
    ]
