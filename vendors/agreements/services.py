"""Ending and renewing agreements; plain creation and change need no service of their own."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.origin import because
from governance.core.services import check_valid, create_record
from governance.core.writing import lock, permit, publish, service
from vendors.agreements import events
from vendors.agreements.models import Agreement, AgreementService

# What a successor takes over; dates, names and the end are its own.
CARRIED_OVER = (
    "vendor",
    "kind",
    "title",
    "our_reference",
    "our_party",
    "their_party",
    "notice_days",
    "scc_module",
    "transfer_assessment_date",
    "scheme",
    "retention_limit_days",
    "breach_notice_hours",
    "covers_all_services",
    "owner",
    "document_url",
)


@service
def terminate_agreement(
    *, actor: Any, agreement: Agreement, reason: str, terminated_date: date | None = None
) -> Agreement:
    """End an agreement before its term; it no longer holds from the first instant of the day (UTC; today if none).

    Raises ConflictingState when it was terminated or has expired already, or was never signed.
    """
    permit(actor, "terminate", agreement)
    reason = reason.strip()
    if not reason:
        raise InvalidInput(fields={"reason": _("Say why; it is kept with the record.")})
    agreement = lock(agreement)
    day = terminated_date or timezone.now().astimezone(UTC).date()
    if agreement.terminated_date is not None:
        raise ConflictingState(_("This agreement is terminated already."))
    if agreement.effective_date is None:
        raise ConflictingState(_("This agreement was never signed, so there is nothing to end."))
    if agreement.expiry_date is not None and agreement.expiry_date <= day:
        raise ConflictingState(_("This agreement has expired by then."))
    if day < agreement.effective_date:
        raise InvalidInput(fields={"terminated_date": _("It cannot end before it came into force.")})
    agreement.terminated_date = day
    with because(reason):
        agreement.save()
    publish(
        events.AGREEMENT_TERMINATED,
        actor=actor,
        record=agreement,
        reason=reason,
        data={"terminated_date": day},
    )
    return agreement


@service
def renew_agreement(
    *,
    actor: Any,
    agreement: Agreement,
    effective_date: date | None = None,
    expiry_date: date | None = None,
    title: str = "",
) -> Agreement:
    """Create the successor of an agreement with the same clauses and services; it begins where the old one ends.

    An open-ended agreement needs an `effective_date`. Raises ConflictingState when it was terminated or has a
    successor already. Only one caller of several makes the successor: the old agreement is locked.
    """
    permit(actor, "renew", agreement)
    agreement = lock(agreement)
    if agreement.terminated_date is not None:
        raise ConflictingState(_("A terminated agreement is not renewed; make a new one."))
    if Agreement.objects.filter(predecessor=agreement).exists():
        raise ConflictingState(_("This agreement was renewed already."))
    start = effective_date or agreement.expiry_date
    if start is None:
        raise InvalidInput(fields={"effective_date": _("Say from when: the old agreement has no end.")})
    if agreement.effective_date is not None and start <= agreement.effective_date:
        raise InvalidInput(fields={"effective_date": _("The new agreement begins after the old one.")})
    values = {name: getattr(agreement, name) for name in CARRIED_OVER}
    successor = Agreement(
        **{**values, "title": title.strip() or agreement.title},
        clauses=list(agreement.clauses),
        effective_date=start,
        expiry_date=expiry_date,
        predecessor=agreement,
    )
    permit(actor, "add", successor)
    check_valid(successor)
    successor.save(force_insert=True)
    for row in AgreementService.objects.filter(agreement=agreement).select_related("service"):
        covered = {"agreement": successor, "service": row.service}
        create_record(actor=actor, model=AgreementService, values=covered)
    publish(
        events.AGREEMENT_RENEWED,
        actor=actor,
        record=successor,
        data={"predecessor": str(agreement.pk), "effective_date": start, "expiry_date": expiry_date},
    )
    return successor
