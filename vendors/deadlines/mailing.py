"""Reminders by mail: one a day for everything that is new to one person, each reminder once.

What was mailed to whom stands in the events on their account; a mail itself goes out by the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import structlog

from governance.accounts.models import User
from governance.core.models import RecordedEvent
from governance.core.writing import lock, publish, service
from governance.notifications.mail import find_readers
from governance.notifications.models import ActionItem
from vendors.deadlines.events import REMINDERS_DUE
from vendors.deadlines.selectors import Deadline

log = structlog.get_logger(__name__)
REMINDER = "vendors.deadline"
#: More than a year of daily mails; the last stage of a reminder takes its place every week.
MAILS_REMEMBERED = 400


def queue_mails(*, actor: Any, deadlines: Iterable[Deadline], day: date) -> int:
    """Queue a mail to everybody who has reminders that were not mailed to them; returns how many are queued.

    A reminder goes to the owner of its item, or to the officers where it has none that mail reaches. Those that nobody
    can be told of stay open, are logged as errors, and are tried again with the next run.
    """
    open_keys = {each.key for each in deadlines}
    due: dict[Any, tuple[User, list[ActionItem]]] = {}
    rows = ActionItem.objects.filter(kind=REMINDER, done_at__isnull=True).select_related("owner")
    for item in rows.order_by("due_date", "id"):
        if item.open_key.rpartition(":")[0] not in open_keys:
            continue
        readers = find_readers(item.owner)
        if not readers:
            log.error("reminder_reaches_nobody", item=str(item.pk), deadline=item.open_key)
        for reader in readers:
            due.setdefault(reader.pk, (reader, []))[1].append(item)
    queued = 0
    for reader, items in due.values():
        try:
            queued += queue_mail(actor=actor, reader=reader, items=items, day=day) is not None
        except Exception:
            log.exception("reminder_mail_failed", reader=str(reader.pk))
    return queued


@service
def queue_mail(*, actor: Any, reader: User, items: Sequence[ActionItem], day: date) -> RecordedEvent | None:
    """Queue the mail of a day about those of the items that were not mailed to the reader before; None for none.

    What comes up after the mail of a day goes into that of the next. The account is locked, so that two workers do not
    both find the mail unsent. No permission is asked: a mail names what its reader is asked about.
    """
    lock(reader)
    past = RecordedEvent.objects.filter(name=REMINDERS_DUE.name, record_id=reader.pk).order_by("-id")
    mailed: set[str] = set()
    for content in past.values_list("data", flat=True)[:MAILS_REMEMBERED]:
        if content["day"] == day.isoformat():
            return None
        mailed.update(content["items"])
    new = [str(item.pk) for item in items if str(item.pk) not in mailed]
    if not new:
        return None
    data = {"day": day.isoformat(), "items": new}
    event: RecordedEvent = publish(REMINDERS_DUE, actor=actor, record=reader, data=data)
    return event
