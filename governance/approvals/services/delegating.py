"""Lending a seat: with an end, a reason, and never in a chain."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts.enums import AccountKind
from governance.accounts.models import User
from governance.approvals import events
from governance.approvals.models import Delegation
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.rights import rights_of
from governance.core.services import check_valid
from governance.core.writing import lock, permit, publish, service

LONGEST = timedelta(days=90)


@service
def delegate_votes(
    *, actor: User, delegate: User, ends_at: datetime, reason: str, starts_at: datetime | None = None
) -> Delegation:
    """Lend one's own seat to another person until an instant, at most 90 days; a borrowed seat cannot be lent on."""
    if (
        not rights_of(actor, fresh=True).somewhere_has("governance.vote_approvalrequest")
        or actor.is_superuser
    ):
        raise NotPermitted(_("You have no seat to delegate."))
    start = starts_at or timezone.now()
    if delegate.kind != AccountKind.PERSON or not delegate.is_active or delegate.person_id == actor.person_id:
        raise InvalidInput(fields={"delegate": _("Choose another person with an active account.")})
    if not start < ends_at <= start + LONGEST:
        raise InvalidInput(fields={"ends_at": _("A delegation ends within 90 days.")})
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Say why.")})
    delegation = Delegation(
        delegator=actor, delegate=delegate, starts_at=start, ends_at=ends_at, reason=reason.strip()
    )
    check_valid(delegation)
    delegation.save(force_insert=True)
    data = {"delegate": str(delegate.pk), "until": ends_at}
    publish(events.DELEGATION_GIVEN, actor=actor, record=delegation, reason=reason, data=data)
    return delegation


@service
def end_delegation(*, actor: User, delegation: Delegation, reason: str = "") -> Delegation:
    """End a delegation now; its giver may, and officers."""
    if actor.pk != delegation.delegator_id:
        permit(actor, "change", delegation)
    delegation = lock(delegation)
    now = timezone.now()
    if delegation.ends_at <= now:
        raise ConflictingState(_("The delegation has ended already."))
    delegation.ends_at = max(now, delegation.starts_at + timedelta(microseconds=1))
    delegation.save()
    publish(events.DELEGATION_ENDED, actor=actor, record=delegation, reason=reason)
    return delegation
