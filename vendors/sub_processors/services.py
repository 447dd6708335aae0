"""Announcing sub-processors, deciding about them, and putting them into the directory."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.classification.models import Country, Region
from governance.core.days import legal_day, say_day
from governance.core.errors import ConflictingState, InvalidInput
from governance.core.events import EventKind
from governance.core.origin import because
from governance.core.services import check_valid, create_record, require_reason
from governance.core.states import move
from governance.core.writing import lock, permit, publish, service
from governance.notifications.services import raise_action_item, settle_action_items
from vendors.directory.models import Service, SubProcessor, Vendor
from vendors.sub_processors import events
from vendors.sub_processors.models import MOST_NOTICE_DAYS, USUAL_NOTICE_DAYS, SubProcessorNotice

TO_DECIDE = "vendors.sub_processor_announced"


@service
def announce_sub_processor(
    *,
    actor: Any,
    vendor: Vendor,
    name: str,
    announced_date: date,
    effective_date: date,
    service: Service | None = None,
    purpose: str = "",
    country: Country | None = None,
    region: Region | None = None,
    notice_days: int = USUAL_NOTICE_DAYS,
    document_url: str = "",
) -> SubProcessorNotice:
    """Note that a vendor announced a sub-processor, and ask the vendor's owner to accept it or object.

    One may object until before the day that lies `notice_days` after the announcement; nothing follows from silence.
    """
    if not 0 <= notice_days <= MOST_NOTICE_DAYS:
        raise InvalidInput(fields={"notice_days": _("Give 0 to %d days.") % MOST_NOTICE_DAYS})
    try:
        objection_until = announced_date + timedelta(days=notice_days)
    except OverflowError:
        raise InvalidInput(fields={"announced_date": _("No calendar goes that far.")}) from None
    notice = SubProcessorNotice(
        vendor=vendor,
        service=service,
        name=name.strip(),
        purpose=purpose.strip(),
        country=country,
        region=region,
        announced_date=announced_date,
        notice_days=notice_days,
        objection_until_date=objection_until,
        effective_date=effective_date,
        document_url=document_url,
    )
    permit(actor, "add", notice)
    check_valid(notice)
    notice.save(force_insert=True)
    raise_action_item(
        actor=actor,
        kind=TO_DECIDE,
        title=_("New sub-processor of %(vendor)s: %(name)s") % {"vendor": vendor, "name": notice.name},
        record=notice,
        body=_("Accept it or object before %s. Silence accepts nothing.") % say_day(objection_until),
        owner=vendor.owner,
        due_date=objection_until,
    )
    data = {"objection_until_date": objection_until, "effective_date": effective_date}
    publish(events.SUB_PROCESSOR_ANNOUNCED, actor=actor, record=notice, data=data)
    return notice


def _move(
    actor: Any, notice: SubProcessorNotice, transition: str, event: EventKind, note: str, **data: Any
) -> SubProcessorNotice:
    """Make one transition of a locked notice, save it with its reason, tell of it, and close what asked for it."""
    before = notice.state
    move(notice, transition)
    with because(note):
        notice.save()
    settle_action_items(actor=actor, record=notice, kind=TO_DECIDE, reason=note)
    publish(event, actor=actor, record=notice, reason=note, data={"from": before, "to": notice.state, **data})
    return notice


def _note_decision(actor: Any, notice: SubProcessorNotice, note: str) -> None:
    notice.decision_note, notice.decided_by, notice.decided_at = note, actor, timezone.now()


@service
def accept_sub_processor(*, actor: Any, notice: SubProcessorNotice, note: str = "") -> SubProcessorNotice:
    """Accept what was announced, or end an objection to it; the directory changes when it is applied."""
    permit(actor, "decide", notice)
    notice = lock(notice)
    _note_decision(actor, notice, note.strip())
    return _move(actor, notice, "accept", events.SUB_PROCESSOR_ACCEPTED, note.strip())


@service
def object_to_sub_processor(*, actor: Any, notice: SubProcessorNotice, reason: str) -> SubProcessorNotice:
    """Object to what was announced. After its days one still may, and the record says that it was late."""
    permit(actor, "decide", notice)
    reason = require_reason(reason)
    notice = lock(notice)
    _note_decision(actor, notice, reason)
    is_late = notice.objection_ends_at is not None and timezone.now() >= notice.objection_ends_at
    return _move(actor, notice, "raise_objection", events.SUB_PROCESSOR_OBJECTED, reason, is_late=is_late)


@service
def withdraw_sub_processor(*, actor: Any, notice: SubProcessorNotice, reason: str) -> SubProcessorNotice:
    """Note that the vendor took its announcement back, or that it was entered in error."""
    permit(actor, "change", notice)
    reason = require_reason(reason)
    notice = lock(notice)
    return _move(actor, notice, "withdraw", events.SUB_PROCESSOR_WITHDRAWN, reason)


@service
def apply_sub_processor(*, actor: Any, notice: SubProcessorNotice) -> SubProcessorNotice:
    """Put an accepted sub-processor into the directory, for each service it joins; decisions count it from then on.

    A service that lists it already in that country is left as it is. Raises ConflictingState before the day on which
    it joins, before it was accepted, and when the vendor supplies nothing that it could join.
    """
    permit(actor, "apply", notice)
    notice = lock(notice)
    today = legal_day()
    if today < notice.effective_date:
        when = say_day(notice.effective_date)
        raise ConflictingState(_("It joins on %s; put it into the directory then.") % when)
    joined = list(Service.objects.filter(vendor=notice.vendor, is_active=True))
    if notice.service is not None:
        joined = [notice.service]
    if not joined:
        raise ConflictingState(_("The vendor supplies nothing that it could join."))
    notice = _move(
        actor, notice, "take_effect", events.SUB_PROCESSOR_APPLIED, "", services=[each.key for each in joined]
    )
    present = Q(until_date__isnull=True) | Q(until_date__gt=today)
    for each in joined:
        listed = SubProcessor.objects.filter(present, service=each, name=notice.name, country=notice.place)
        if not listed.exists():
            values = {
                "service": each,
                "name": notice.name,
                "country": notice.place,
                "purpose": notice.purpose,
                "since_date": notice.effective_date,
            }
            create_record(actor=actor, model=SubProcessor, values=values)
    return notice
