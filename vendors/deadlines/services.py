"""Reminders: one action item for each stage of a deadline, the last one open, until somebody has seen to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import structlog
from django.utils.translation import gettext as _

from governance.accounts.selectors import is_reachable
from governance.core.days import legal_day, say_day
from governance.core.enums import Severity
from governance.core.writing import lock, service
from governance.notifications.models import ActionItem
from governance.notifications.services import raise_action_item, settle_action_items
from vendors.deadlines.enums import DeadlineKind
from vendors.deadlines.mailing import REMINDER, queue_mails
from vendors.deadlines.selectors import Deadline, list_deadlines
from vendors.deadlines.stages import FIRST, find_stage, get_day_of
from vendors.sub_processors.models import SubProcessorNotice
from vendors.sub_processors.services import TO_DECIDE

log = structlog.get_logger(__name__)
#: Days before the end from which a reminder is more than information.
PRESSING = 30
#: Files that a reminder names.
MOST_NAMED = 10


def send_reminders(*, actor: Any, today: date | None = None) -> int:
    """Remind the owners of what is due, close reminders of what was seen to, and return how many were sent.

    Safe to run at any time and twice at once: each stage of each deadline is sent once, and after a standstill only
    the latest one. One deadline that cannot be told of keeps no other from being told. What is new goes out by mail.
    """
    today = today or legal_day()
    horizon = get_day_of(today, -FIRST - 1)
    open_ones = [each for each in list_deadlines(actor, today=today, before=horizon) if not each.is_handled]
    _settle_others(actor, open_ones)
    sent = 0
    for deadline in open_ones:
        stage = find_stage(deadline.day, today)
        if stage is None or _is_told_by_its_announcement(deadline, stage):
            continue
        try:
            sent += remind_owner(actor=actor, deadline=deadline, stage=stage) is not None
        except Exception:
            log.exception("reminder_failed", deadline=deadline.key)
    queue_mails(actor=actor, deadlines=open_ones, day=today)
    return sent


def _settle_others(actor: Any, due: list[Deadline]) -> None:
    """Close open reminders whose deadline is handled, was moved, or is none any more."""
    present = {each.key for each in due}
    rows = ActionItem.objects.filter(kind=REMINDER, done_at__isnull=True)
    keys = rows.values_list("open_key", flat=True)
    over = [key for key in keys if key.rpartition(":")[0] not in present]
    if over:
        settle_action_items(
            actor=actor, kind=REMINDER, keys=over, reason=_("Nothing is left to do about this.")
        )


def _is_told_by_its_announcement(deadline: Deadline, stage: int) -> bool:
    """Return whether the stage fell due before the announcement, which asked its own question."""
    return (
        isinstance(deadline.record, SubProcessorNotice)
        and deadline.kind == DeadlineKind.OBJECTION
        and get_day_of(deadline.day, stage) <= deadline.record.announced_date
    )


@service
def remind_owner(*, actor: Any, deadline: Deadline, stage: int) -> ActionItem | None:
    """Raise the action item of one stage in place of the stage before; None when it was raised or the owner is done.

    An item that a person closed ends the reminders of this deadline. The record is locked, so that two workers do not
    both find the stage unsent. No permission is asked: an item opens nothing to anybody.
    """
    lock(deadline.record)
    earlier = list(
        ActionItem.objects.filter(
            kind=REMINDER, record_id=deadline.record.pk, open_key__startswith=f"{deadline.key}:"
        )
    )
    for item in earlier:
        if int(item.open_key.rpartition(":")[2]) <= stage:
            return None
        if item.done_by_id is not None and item.done_by_id != actor.pk:
            return None
    # By key: a record can have several deadlines, such as the files of an assessment.
    keys = [item.open_key for item in earlier]
    settle_action_items(actor=actor, kind=REMINDER, keys=keys, reason=_("A later reminder takes its place."))
    if isinstance(deadline.record, SubProcessorNotice):
        settle_action_items(
            actor=actor, kind=TO_DECIDE, record=deadline.record, reason=_("A reminder takes its place.")
        )
    title, body = _word(deadline, stage)
    return raise_action_item(
        actor=actor,
        kind=REMINDER,
        title=title,
        record=deadline.record,
        body=body,
        owner=_find_asked(deadline),
        due_date=deadline.day,
        severity=_weigh(stage),
        key=f"{deadline.key}:{stage}",
    )


def _find_asked(deadline: Deadline) -> Any:
    """Return who is asked: the owner, or the vendor's where mail cannot reach the former; None for the officers."""
    if deadline.owner is None:
        return None
    return next((each for each in (deadline.owner, deadline.vendor.owner) if is_reachable(each)), None)


def _weigh(stage: int) -> Severity:
    if stage <= 0:
        return Severity.CRITICAL
    return Severity.WARNING if stage <= PRESSING else Severity.INFO


def _word(deadline: Deadline, stage: int) -> tuple[str, str]:
    """Return the title and the body of a reminder; titles name the day, so that they stay true."""
    is_over = stage <= 0
    said = {
        "what": deadline.record,
        "vendor": deadline.vendor,
        "day": say_day(deadline.day),
        "files": ", ".join(deadline.details[:MOST_NAMED])
        + (", …" if len(deadline.details) > MOST_NAMED else ""),
    }
    if deadline.kind == DeadlineKind.AGREEMENT:
        title = _("Ended on %(day)s: %(what)s") if is_over else _("Ends on %(day)s: %(what)s")
        body = _(
            "The agreement with %(vendor)s no longer holds from that day on. Renew it, or close this if it "
            "is no longer needed; its page shows which decisions rest on it."
        )
    elif deadline.kind == DeadlineKind.ATTESTATION:
        title = _("Ended on %(day)s: %(what)s") if is_over else _("Ends on %(day)s: %(what)s")
        body = _("Ask %(vendor)s for the next report, or for a letter that bridges the gap.")
    elif deadline.kind == DeadlineKind.EVIDENCE:
        title = (
            _("Evidence expired on %(day)s: %(what)s")
            if is_over
            else _("Evidence expires on %(day)s: %(what)s")
        )
        body = _(
            "What %(vendor)s gave counts as missing from that day on: %(files)s. Begin another round and ask for newer "
            "files, or close this if they are no longer needed."
        )
    elif deadline.kind == DeadlineKind.OBJECTION:
        title = _("Object before %(day)s: %(what)s")
        body = _("%(vendor)s announced this sub-processor. Accept it or object; silence accepts nothing.")
    elif deadline.kind == DeadlineKind.UNDECIDED:
        title = _("Undecided since %(day)s: %(what)s")
        body = _("The days to object to this sub-processor of %(vendor)s are over, and nobody decided.")
    else:
        title = _("Joins on %(day)s: %(what)s")
        body = _("This sub-processor of %(vendor)s was accepted. Put it into the directory from that day on.")
    return title % said, body % said
