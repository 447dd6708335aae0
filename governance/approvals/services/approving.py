"""The approval itself: granted by the last vote needed, revoked by whoever holds the right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts.models import User
from governance.approvals import events
from governance.approvals.enums import ApprovalState, RequestState
from governance.approvals.models import Approval, ApprovalRequest
from governance.approvals.numbering import next_number
from governance.approvals.selectors import get_quorum, list_in_force
from governance.approvals.subjects import get_subject_kind
from governance.core.errors import ConflictingState, InvalidInput
from governance.core.models import digest_of
from governance.core.writing import lock, permit, publish, service


@service
def grant_approval(*, actor: User, request: ApprovalRequest, record: Any) -> Approval:
    """Turn an approved request into an approval bound to the record's pin.

    Called by the last vote, in its transaction; checks the quorum again, so that no other caller can grant without it.
    """
    request = lock(request)
    if request.state != RequestState.APPROVED or not get_quorum(request).is_met:
        raise ConflictingState(_("The votes that the policy asks for are not there."))
    if Approval.objects.filter(request=request).exists():
        raise ConflictingState(_("This request has its approval already."))
    kind = get_subject_kind(record._meta.label_lower)
    binding = kind.get_binding(record)
    now = timezone.now()
    # The seconds that the votes took do not shorten what was approved, nor move its end.
    start = max(request.wanted_from, now)
    if request.wanted_until <= start + timedelta(seconds=1):
        raise ConflictingState(_("The wanted validity is over; the requester must choose new dates."))
    if request.replaces_current:
        for earlier in list_in_force(record, start):
            _supersede(actor, lock(earlier))
    approval = Approval(
        number=next_number("APR", now),
        request=request,
        record_type=request.record_type,
        record_id=record.pk,
        record_label=str(record)[:200],
        team=request.team,
        permitted_scope=request.permitted_scope,
        conditions=request.conditions,
        binding=binding,
        binding_digest=digest_of(binding),
        valid_from=start,
        valid_until=request.wanted_until,
    )
    approval.save(force_insert=True)
    kind.on_approved(actor, record, approval)
    data = {"record": record.reference, "binding": approval.binding_digest, "until": approval.valid_until}
    publish(events.APPROVAL_GRANTED, actor=actor, record=approval, data=data)
    return approval


def _supersede(actor: User, approval: Approval) -> None:
    if approval.state == ApprovalState.IN_FORCE:
        approval.supersede(str(_("A later approval took its place.")))
        approval.save()
        publish(events.APPROVAL_SUPERSEDED, actor=actor, record=approval)


@service
def revoke_approval(*, actor: User, approval: Approval, reason: str) -> Approval:
    """End an approval at once; every decision that rested on it is a deny from the commit on."""
    permit(actor, "revoke", approval)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Say why it is revoked.")})
    approval = lock(approval)
    if approval.state != ApprovalState.IN_FORCE:
        raise ConflictingState(_("The approval has ended already: %s.") % approval.get_state_display())
    approval.revoke(reason.strip())
    approval.save()
    record = approval.get_record()
    if record is not None and not list_in_force(record):
        get_subject_kind(record._meta.label_lower).on_ended(actor, record)
    publish(events.APPROVAL_REVOKED, actor=actor, record=approval, reason=reason)
    return approval


def tell_refused(actor: User, request: ApprovalRequest, record: Any) -> None:
    """Tell the record's slice that a request ended without approval, unless another one is open or in force."""
    others = ApprovalRequest.objects.filter(
        record_type=request.record_type, record_id=request.record_id, state=RequestState.OPEN
    ).exclude(pk=request.pk)
    if record is not None and not others.exists() and not list_in_force(record):
        get_subject_kind(record._meta.label_lower).on_refused(actor, record)
