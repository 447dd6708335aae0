"""What stands still now, on the officers' first page."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from governance.core.rights import rights_of
from governance.dashboards.panels import Content, Row, cut, link, panel
from registry.kill_switch.models import KillSwitchEngagement
from registry.kill_switch.selectors import list_engaged


@panel(
    "kill_switch",
    order=5,
    title=gettext_lazy("Stopped by a kill switch"),
    empty=gettext_lazy("No kill switch is engaged."),
    icon="emergency_home",
)
def show_engaged(user: Any) -> Content | None:
    """Show the kill switches engaged now."""
    if not rights_of(user).somewhere_has(KillSwitchEngagement.get_permission("view")):
        return None
    engaged = list_engaged(user)
    rows = [
        Row(
            title=str(row),
            url=link("registry_killswitchengagement_change", row.pk),
            detail=f"{row.engaged_by}, {date_format(row.engaged_at, 'DATE_FORMAT')}: {row.reason[:120]}",
            tone="bad",
        )
        for row in engaged
    ]
    return Content(rows=cut(rows), total=len(engaged), url=link("registry_killswitchengagement_changelist"))
