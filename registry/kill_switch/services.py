"""Engaging takes one person and a reason; releasing takes another right and a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts.models import User
from governance.core.errors import ConflictingState, InvalidInput
from governance.core.services import check_valid
from governance.core.writing import lock, permit, publish, service
from registry.kill_switch.events import KILL_ENGAGED, KILL_RELEASED
from registry.kill_switch.models import TARGETS, KillSwitchEngagement, get_target_column


@service
def engage_kill_switch(*, actor: User, stops: str, reason: str, target: Any = None) -> KillSwitchEngagement:
    """Stop something at once: every decision that touches it is a deny from the commit on.

    `target` is a vendor, service or model record, the exact name for a single version, or None for the organisation.
    """
    permit(actor, "engage", KillSwitchEngagement)
    column = get_target_column(stops)
    values = {column: target} if column and target else {}
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Say why; everybody who is stopped will ask.")})
    engagement = KillSwitchEngagement(stops=stops, reason=reason.strip(), engaged_by=actor, **values)
    check_valid(engagement)
    engagement.save(force_insert=True)
    publish(KILL_ENGAGED, actor=actor, record=engagement, reason=reason, data={"stops": stops})
    return engagement


@service
def engage_from_form(*, actor: User, values: Mapping[str, Any]) -> KillSwitchEngagement:
    """Engage with the values of the admin's form."""
    column = get_target_column(values["stops"])
    for name in TARGETS.values():
        if name != column and values.get(name):
            raise InvalidInput(fields={name: _("This belongs to another kind of stop.")})
    target = values.get(column) if column else None
    return engage_kill_switch(actor=actor, stops=values["stops"], reason=values["reason"], target=target)


@service
def release_kill_switch(
    *, actor: User, engagement: KillSwitchEngagement, reason: str
) -> KillSwitchEngagement:
    """End a stop; what it stopped is judged by all other rules again."""
    permit(actor, "release", engagement)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Say why it is safe again.")})
    engagement = lock(engagement)
    if engagement.released_at is not None:
        raise ConflictingState(_("It is released already."))
    engagement.released_at, engagement.released_by, engagement.release_reason = (
        timezone.now(),
        actor,
        reason.strip(),
    )
    engagement.save()
    publish(KILL_RELEASED, actor=actor, record=engagement, reason=reason)
    return engagement
