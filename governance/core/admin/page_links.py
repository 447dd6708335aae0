"""Links from a record's page to pages of slices above its own, which the record's slice does not know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from governance.core.rights import rights_of


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link on every record of a kind: its words, the route that takes the record's key, the right it needs."""

    label: Any
    route: str
    permission: str


_links: dict[str, list[PageLink]] = defaultdict(list)


def link_from(kind: str, link: PageLink) -> None:
    """Offer a link on the pages of a kind ("vendors.agreement"); the page it leads to decides again."""
    _links[kind].append(link)


def list_page_links(request: HttpRequest, record: Any) -> list[dict[str, Any]]:
    """Return the links of a record's page that the reader may follow."""
    if record is None:
        return []
    rights = rights_of(request.user)
    return [
        {"label": link.label, "url": reverse(link.route, args=[record.pk])}
        for link in _links.get(record._meta.label_lower, ())
        if rights.everywhere_has(link.permission)
    ]
