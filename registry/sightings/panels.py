"""What was asked for and is not registered, on the officers' first page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.rights import rights_of
from governance.dashboards.panels import Content, Row, cut, link, panel
from registry.sightings.models import Sighting
from registry.sightings.selectors import list_new


@panel(
    "sightings",
    order=40,
    title=gettext_lazy("Blocked use: asked for, not registered"),
    empty=gettext_lazy("Nothing unregistered was asked for."),
    icon="radar",
)
def show_sightings(user: Any) -> Content | None:
    """Show the sightings that nobody has judged."""
    if not rights_of(user).somewhere_has(Sighting.get_permission("view")):
        return None
    seen = list_new(user)
    rows = [
        Row(
            title=row.identifier,
            url=link("registry_sighting_change", row.pk),
            detail=_("last by %s") % row.last_subject,
            tag=f"{row.asked_count} ×",
            tone="warn",
        )
        for row in seen
    ]
    return Content(
        rows=cut(rows), total=len(seen), url=link("registry_sighting_changelist", query="state__exact=new")
    )
