"""Raising and closing action items."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.enums import Severity
from governance.core.errors import ConflictingState
from governance.core.records import TrackedRecord
from governance.core.writing import lock, permit, publish, service
from governance.notifications.events import ACTION_ITEM_CLOSED, ACTION_ITEM_RAISED
from governance.notifications.models import ActionItem


@service
def raise_action_item(
    *,
    actor: Any,
    kind: str,
    title: str,
    record: TrackedRecord | None = None,
    body: str = "",
    owner: Any = None,
    due_date: date | None = None,
    severity: str = Severity.WARNING,
    key: str = "",
) -> ActionItem:
    """Ask the owner (nobody: the officers) to look at something; an open item with the same key is returned as it is.

    Other services call this as part of their own act, so no permission is asked: an item opens nothing to anybody,
    and its readers still see the record only as far as their own rights go. A closed owner's items go to the officers.
    """
    open_key = (key or f"{kind}:{record.pk if record else title}")[:240]
    found: ActionItem | None = ActionItem.objects.filter(open_key=open_key, done_at__isnull=True).first()
    if found is not None:
        return found
    item = ActionItem(
        kind=kind,
        title=title[:200],
        body=body,
        severity=severity,
        owner=owner if owner is not None and owner.is_active else None,
        record_type=ContentType.objects.get_for_model(record) if record is not None else None,
        record_id=record.pk if record is not None else None,
        record_label=str(record)[:200] if record is not None else "",
        due_date=due_date,
        open_key=open_key,
    )
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        # Somebody raised the same one in this very moment.
        raised: ActionItem = ActionItem.objects.get(open_key=open_key, done_at__isnull=True)
        return raised
    publish(ACTION_ITEM_RAISED, actor=actor, record=item, data={"kind": kind, "severity": severity})
    return item


@service
def close_action_item(*, actor: Any, item: ActionItem, reason: str = "") -> ActionItem:
    """Mark an item as done. Its owner may always do so; anybody else needs the right to change items."""
    if item.owner_id is None or item.owner_id != actor.pk:
        permit(actor, "change", item)
    item = lock(item)
    if item.done_at is not None:
        raise ConflictingState(_("This is done already."))
    item.done_at, item.done_by = timezone.now(), actor
    item.save()
    publish(ACTION_ITEM_CLOSED, actor=actor, record=item, reason=reason)
    return item


@service
def settle_action_items(
    *,
    actor: Any,
    kind: str,
    record: TrackedRecord | None = None,
    keys: Collection[str] = (),
    reason: str = "",
) -> int:
    """Close the open items of a kind, those about a record or with these keys, because another act settled them.

    Other services call this as part of their own act, so no permission is asked. Returns how many were closed.
    """
    items = ActionItem.objects.filter(kind=kind, done_at__isnull=True)
    items = items.filter(open_key__in=keys) if record is None else items.filter(record_id=record.pk)
    count = 0
    for item in items.select_for_update(of=("self",)):
        item.done_at, item.done_by = timezone.now(), actor
        item.save()
        publish(ACTION_ITEM_CLOSED, actor=actor, record=item, reason=reason)
        count += 1
    return count
