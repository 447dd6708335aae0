"""What follows when reminders are due: the mail."""

from __future__ import annotations

from governance.accounts.models import User
from governance.accounts.selectors import is_reachable
from governance.core.models import RecordedEvent
from governance.core.outbox import receives
from governance.notifications.mail import mail_items
from governance.notifications.models import ActionItem


@receives("vendors.deadline.reminders_due", name="mail-reminders")
def mail_reminders(event: RecordedEvent, key: str) -> None:
    """Mail what still waits; nothing when all of it was seen to meanwhile.

    An account that was closed since is passed over: the next look at what is due finds its items unmailed, and tells
    the officers.
    """
    rows = ActionItem.objects.filter(pk__in=event.data["items"], done_at__isnull=True)
    items = list(rows.order_by("due_date", "id"))
    reader = User.objects.filter(pk=event.record_id).first()
    if items and reader is not None and is_reachable(reader):
        mail_items(reader, items, key=key)
