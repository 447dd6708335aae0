"""Reads of deadlines: agreements, attestations and evidence that end, sub-processors that wait for a word or a day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q

from governance.core.days import legal_day
from vendors.agreements.models import Agreement
from vendors.agreements.selectors import find_followed as find_followed_agreements
from vendors.assessments.models import Assessment
from vendors.assessments.selectors import list_evidence_ends
from vendors.attestations.models import Attestation
from vendors.attestations.selectors import find_followed as find_followed_attestations
from vendors.deadlines.enums import DeadlineKind
from vendors.directory.enums import VendorLifecycle
from vendors.sub_processors.enums import NoticeState
from vendors.sub_processors.models import SubProcessorNotice


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something of a supplier ends or falls due. `is_handled`: nothing is left to do about it."""

    kind: DeadlineKind
    day: date
    record: Any
    is_handled: bool
    #: What exactly ends, where the record does not say it.
    details: tuple[str, ...] = ()

    @property
    def vendor(self) -> Any:
        """The vendor it is about."""
        return self.record.vendor

    @property
    def owner(self) -> Any:
        """Who answers for it: the record's owner, or the vendor's for what has none of its own."""
        if isinstance(self.record, SubProcessorNotice):
            return self.vendor.owner
        return self.record.owner or (self.vendor.owner if isinstance(self.record, Assessment) else None)

    @property
    def key(self) -> str:
        """What tells this deadline from any other, a moved day included."""
        return f"vendors.deadline:{self.kind}:{self.record.pk}:{self.day.isoformat()}"


def list_deadlines(
    actor: Any,
    *,
    today: date,
    before: date,
    since: date | None = None,
    kinds: Collection[str] = DeadlineKind.values,
    vendor: str = "",
) -> list[Deadline]:
    """Return what the actor may see of the deadlines in [since, before), the soonest first; `vendor` is a key.

    The number of queries does not depend on how many there are.
    """
    own = Q(vendor__key=vendor) if vendor else Q()
    found: list[Deadline] = []
    if DeadlineKind.AGREEMENT in kinds:
        found += _list_agreements(actor, own, today, before)
    if DeadlineKind.ATTESTATION in kinds:
        found += _list_attestations(actor, own, today, before)
    if DeadlineKind.EVIDENCE in kinds:
        found += _list_evidence(actor, own, today, before)
    if not {DeadlineKind.OBJECTION, DeadlineKind.UNDECIDED, DeadlineKind.JOINING}.isdisjoint(kinds):
        found += (each for each in _list_notices(actor, own, today, before) if each.kind in kinds)
    inside = (each for each in found if each.day < before and (since is None or since <= each.day))
    return sorted(inside, key=lambda each: (each.day, each.kind, str(each.record.pk)))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _is_gone(record: Any) -> bool:
    return bool(record.vendor.lifecycle == VendorLifecycle.OFFBOARDED)


def _list_agreements(actor: Any, own: Q, today: date, before: date) -> Iterator[Deadline]:
    ending = Q(expiry_date__lt=before) | Q(terminated_date__lt=before)
    rows = Agreement.objects.restrict(actor, "view").filter(own, ending, effective_date__isnull=False)
    agreements = list(rows.select_related("vendor", "owner").prefetch_related("coverage"))
    followed = find_followed_agreements(agreements, _start_of(today))
    for each in agreements:
        end = each.ends_at
        if end is not None:
            is_handled = each.terminated_date is not None or each.pk in followed or _is_gone(each)
            yield Deadline(DeadlineKind.AGREEMENT, legal_day(end), each, is_handled)


def _list_attestations(actor: Any, own: Q, today: date, before: date) -> Iterator[Deadline]:
    rows = Attestation.objects.restrict(actor, "view").filter(
        own, valid_until_date__lt=before, issued_date__isnull=False
    )
    attestations = list(rows.select_related("vendor", "owner").prefetch_related("coverage", "bridge_letters"))
    followed = find_followed_attestations(attestations, _start_of(today))
    for each in attestations:
        end = each.ends_at
        if end is not None:
            is_handled = each.pk in followed or _is_gone(each)
            yield Deadline(DeadlineKind.ATTESTATION, legal_day(end), each, is_handled)


def _list_evidence(actor: Any, own: Q, today: date, before: date) -> Iterator[Deadline]:
    for end in list_evidence_ends(actor, own, today=today, before=before):
        is_handled = _is_gone(end.assessment)
        yield Deadline(DeadlineKind.EVIDENCE, end.day, end.assessment, is_handled, end.files)


def _list_notices(actor: Any, own: Q, today: date, before: date) -> Iterator[Deadline]:
    waiting = Q(state=NoticeState.ANNOUNCED, objection_until_date__lt=before)
    accepted = Q(state=NoticeState.ACCEPTED, effective_date__lt=before)
    rows = SubProcessorNotice.objects.restrict(actor, "view").filter(own, waiting | accepted)
    for each in rows.select_related("vendor__owner"):
        if each.state == NoticeState.ACCEPTED:
            yield Deadline(DeadlineKind.JOINING, each.effective_date, each, _is_gone(each))
        else:
            is_over = each.objection_until_date <= today
            kind = DeadlineKind.UNDECIDED if is_over else DeadlineKind.OBJECTION
            yield Deadline(kind, each.objection_until_date, each, _is_gone(each))
