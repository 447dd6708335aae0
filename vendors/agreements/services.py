"""Ending, renewing and reading agreements; plain creation and change need no service of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.days import legal_day
from governance.core.enums import Severity
from governance.core.errors import ConflictingState, InvalidInput
from governance.core.origin import because
from governance.core.services import check_valid, create_record, require_reason
from governance.core.writing import lock, permit, publish, service
from governance.notifications.services import raise_action_item
from vendors.agreements import events
from vendors.agreements.checklists import list_points
from vendors.agreements.enums import ClauseResult
from vendors.agreements.models import Agreement, AgreementService, ClauseCheck

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
    reason = require_reason(reason)
    agreement = lock(agreement)
    day = terminated_date or legal_day()
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


@service
def check_clause(
    *,
    actor: Any,
    agreement: Agreement,
    clause: str,
    result: str,
    section: str = "",
    page: int | None = None,
    note: str = "",
) -> ClauseCheck:
    """Say what was found about one clause and where it stands; a later check of the same clause replaces it.

    What is met, in full or partly, names its section; what is not applicable says why. A promised clause that is
    missing becomes an action item of the agreement's owner: decisions rest on the promise until it is taken back.
    """
    permit(actor, "view", agreement)
    permit(actor, "add", ClauseCheck(agreement=agreement))
    agreement = lock(agreement)
    if clause not in list_points(agreement.kind, agreement.clauses):
        raise InvalidInput(fields={"clause": _("This is not on the agreement's checklist.")})
    section, note = section.strip(), note.strip()
    if result in (ClauseResult.MET, ClauseResult.PARTLY) and not section:
        raise InvalidInput(fields={"section": _("Say where it stands; that is the evidence.")})
    if result == ClauseResult.NOT_APPLICABLE and not note:
        raise InvalidInput(fields={"note": _("Say why it does not apply.")})
    found: ClauseCheck | None = ClauseCheck.objects.filter(agreement=agreement, clause=clause).first()
    check = found or ClauseCheck(agreement=agreement, clause=clause)
    check.result, check.section, check.page, check.note = result, section, page, note
    check.checked_by, check.checked_at = actor, timezone.now()
    check_valid(check)
    check.save()
    if result == ClauseResult.MISSING and clause in agreement.clauses:
        _ask_about_missing(actor, agreement, check)
    publish(events.CLAUSE_CHECKED, actor=actor, record=agreement, data={"clause": clause, "result": result})
    return check


def _ask_about_missing(actor: Any, agreement: Agreement, check: ClauseCheck) -> None:
    label = check.get_clause_display()
    raise_action_item(
        actor=actor,
        kind="vendors.clause_missing",
        title=_("Promised, but not in the text: %s") % label,
        record=agreement,
        body=_(
            "Decisions rest on this clause of “%(agreement)s”, and whoever read the text did not find it. "
            "Take it off the agreement's clauses, or have the vendor sign it."
        )
        % {"agreement": agreement},
        owner=agreement.owner,
        severity=Severity.CRITICAL,
        key=f"vendors.clause_missing:{agreement.pk}:{check.clause}",
    )
