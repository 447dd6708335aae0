"""What approvals show on the first page: votes that wait for the reader, and approvals that end soon."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.approvals.enums import ApprovalState
from governance.approvals.models import Approval
from governance.approvals.selectors import list_expiring, list_waiting_for
from governance.core.days import legal_day, say_day
from governance.core.rights import rights_of
from governance.dashboards.panels import (
    Bar,
    Content,
    Row,
    count_days,
    cut,
    link,
    panel,
    say_days,
    tone_of_days,
)

SOON_DAYS = 30
# This month and the twelve after it: an approval given today for a year still shows.
MONTHS_SHOWN = 13


@panel(
    "votes",
    order=10,
    title=gettext_lazy("Waiting for your vote"),
    empty=gettext_lazy("No request waits for your vote."),
    icon="how_to_vote",
)
def show_votes(user: Any) -> Content | None:
    """Show the open requests on which the reader's vote would count."""
    if not rights_of(user).somewhere_has("governance.vote_approvalrequest"):
        return None
    requests = list_waiting_for(user)
    return Content(
        rows=[
            Row(
                title=request.record_label,
                url=link("governance_approvalrequest_change", request.pk),
                detail=_("%(number)s · asked for by %(person)s · expires %(when)s")
                % {
                    "number": request.number,
                    "person": request.requester,
                    "when": say_days(count_days(request.expires_at)),
                },
                tag=_("%s risk") % request.get_risk_tier_display(),
                tone={"high": "bad", "medium": "warn"}.get(request.risk_tier, ""),
            )
            for request in cut(requests)
        ],
        total=len(requests),
        url=link("governance_approvalrequest_changelist", query="state=open"),
        link=_("All open requests"),
    )


@panel(
    "approvals-ending",
    order=30,
    title=gettext_lazy("Approvals that end within 30 days"),
    empty=gettext_lazy("No approval ends within 30 days."),
    icon="verified",
)
def show_ending(user: Any) -> Content | None:
    """Show the approvals that end soon, and how many end in each of the coming months."""
    if not rights_of(user).somewhere_has("governance.view_approval"):
        return None
    approvals = list_expiring(user, timezone.now() + timedelta(days=SOON_DAYS))
    rows = []
    for approval in cut(approvals):
        days = count_days(approval.valid_until)
        rows.append(
            Row(
                title=approval.record_label,
                url=link("governance_approval_change", approval.pk),
                detail=f"{approval.number} · {say_day(legal_day(approval.valid_until))}",
                tag=say_days(days),
                tone=tone_of_days(days),
            )
        )
    return Content(
        rows=rows,
        total=len(approvals),
        url=link("governance_approval_changelist", query="state=in_force"),
        link=_("All approvals in force"),
        bars=count_by_month(user, timezone.now()),
        caption=_("Approvals ending, by month"),
    )


def count_by_month(user: Any, now: datetime) -> list[Bar]:
    """Return how many of the approvals in force that the reader may see end in each of the coming months (UTC)."""
    first = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1
    ends = Approval.objects.restrict(user, "view").filter(
        state=ApprovalState.IN_FORCE,
        valid_until__gt=now,
        valid_until__lt=datetime(
            (first + MONTHS_SHOWN) // 12, (first + MONTHS_SHOWN) % 12 + 1, 1, tzinfo=UTC
        ),
    )
    months = Counter(
        end.astimezone(UTC).year * 12 + end.astimezone(UTC).month - 1
        for end in ends.order_by().values_list("valid_until", flat=True)[:10_000]
    )
    return [
        Bar(date_format(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC), "M"), months[month])
        for month in range(first, first + MONTHS_SHOWN)
    ]
