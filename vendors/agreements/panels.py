"""What agreements show on the first page: those that end soon without a successor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.days import legal_day, say_day
from governance.core.rights import rights_of
from governance.dashboards.panels import Content, Row, count_days, cut, link, panel, say_days, tone_of_days
from vendors.agreements.models import Agreement
from vendors.agreements.selectors import list_expiring

SOON_DAYS = 30


@panel(
    "agreements-ending",
    order=40,
    title=gettext_lazy("Agreements that end within 30 days"),
    empty=gettext_lazy("No agreement ends within 30 days."),
    icon="handshake",
)
def show_ending(user: Any) -> Content | None:
    """Show the agreements in force that end soon; decisions that rest on them will be denied from then on."""
    if not rights_of(user).somewhere_has(Agreement.get_permission("view")):
        return None
    agreements = list_expiring(user, SOON_DAYS)
    rows = []
    for agreement in cut(agreements):
        end = agreement.ends_at
        assert end is not None  # noqa: S101 - list_expiring returns none without an end
        days = count_days(end)
        rows.append(
            Row(
                title=agreement.title,
                url=link("vendors_agreement_change", agreement.pk),
                detail=f"{agreement.vendor} · {agreement.get_kind_display()} · {say_day(legal_day(end))}",
                tag=say_days(days),
                tone=tone_of_days(days),
            )
        )
    return Content(
        rows=rows,
        total=len(agreements),
        url=link("vendors_agreement_changelist"),
        link=_("All agreements"),
    )
