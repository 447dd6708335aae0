"""Action items by mail: whom they reach, and how they read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from governance.accounts.models import User
from governance.accounts.selectors import is_reachable, list_officers
from governance.core.mail import link_to, send_letter
from governance.notifications.models import ActionItem


def find_readers(owner: User | None) -> list[User]:
    """Return the owner of an item if mail can reach them, or the officers, to whom every item is open."""
    return [owner] if owner is not None and is_reachable(owner) else list_officers()


def mail_items(reader: User, items: Sequence[ActionItem], *, key: str) -> None:
    """Mail items to one reader in one letter; a repeated delivery has the same Message-ID, so that it shows once."""
    subject = ngettext(
        "Imprimatur: %(count)d reminder: %(title)s", "Imprimatur: %(count)d reminders", len(items)
    ) % {"count": len(items), "title": items[0].title}
    rows: list[dict[str, Any]] = [
        {"item": item, "link": link_to("admin:governance_actionitem_change", item.pk)} for item in items
    ]
    context = {
        "reader": reader,
        "rows": rows,
        "all": link_to("admin:governance_actionitem_changelist"),
    }
    body = render_to_string("notifications/mail/items.txt", context)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{key}.{reader.pk}@{host}>"}
    send_letter(subject, body, reader.email, headers=headers)
