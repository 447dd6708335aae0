"""What action items show on the first page: those that wait for the reader."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.enums import Severity
from governance.dashboards.panels import Content, Row, count_days, cut, link, panel, say_days, tone_of_days
from governance.notifications.models import ActionItem
from governance.notifications.selectors import list_open_for


@panel(
    "actions",
    order=20,
    title=gettext_lazy("For you to look at"),
    empty=gettext_lazy("Nothing else waits for you."),
    icon="task_alt",
)
def show_actions(user: Any) -> Content | None:
    """Show the open items of the reader, and for officers those of nobody in particular."""
    items = list_open_for(user)
    return Content(
        rows=[_make_row(item) for item in cut(items)],
        total=len(items),
        url=link("governance_actionitem_changelist"),
        link=_("All action items"),
    )


def _make_row(item: ActionItem) -> Row:
    tag, tone = str(item.get_severity_display()), "bad" if item.severity == Severity.CRITICAL else ""
    if item.due_date is not None:
        days = count_days(item.due_date)
        tag, tone = _("due %s") % say_days(days), tone or tone_of_days(days)
    return Row(
        title=item.title,
        url=link("governance_actionitem_change", item.pk),
        detail=item.body,
        tag=tag,
        tone=tone,
    )
