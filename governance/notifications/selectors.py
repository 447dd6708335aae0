"""Reads of action items."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from governance.core.records import TrackedRecord
from governance.core.rights import rights_of
from governance.notifications.models import ActionItem


def list_open_for(user: Any, limit: int = 100) -> list[ActionItem]:
    """Return the open items that wait for the user, the soonest due first.

    Those are the user's own, and the unowned ones for whoever may close them (the officers).
    """
    rows = ActionItem.objects.restrict(user, "view").filter(done_at__isnull=True)
    own = rows.filter(owner_id=getattr(user, "pk", None))
    if rights_of(user).somewhere_has(ActionItem.get_permission("change")):
        own = own | rows.filter(owner__isnull=True)
    order = (F("due_date").asc(nulls_last=True), "-id")
    return list(own.select_related("owner", "record_type").order_by(*order)[:limit])


def list_open_about(actor: Any, record: TrackedRecord) -> list[ActionItem]:
    """Return the open items about one record, as far as the actor may see them."""
    rows = ActionItem.objects.restrict(actor, "view").filter(done_at__isnull=True, record_id=record.pk)
    return list(rows.select_related("owner"))
