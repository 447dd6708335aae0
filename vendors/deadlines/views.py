"""The calendar of what ends: a month as a list by week and day, filtered by kind and vendor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.core.admin.veil import MOST_CHOICES, veil
from governance.core.days import legal_day
from governance.core.policies import governed_view
from governance.dashboards.panels import count_days, say_days, tone_of_days
from vendors.deadlines.enums import DeadlineKind
from vendors.deadlines.months import Month, get_monday, read_month
from vendors.deadlines.selectors import Deadline, list_deadlines
from vendors.directory.models import Vendor

MOST_SHOWN = 500
#: What the filter offers: the words of the page for one or more kinds.
CHOICES: dict[str, tuple[DeadlineKind, ...]] = {
    "agreements": (DeadlineKind.AGREEMENT,),
    "attestations": (DeadlineKind.ATTESTATION,),
    "evidence": (DeadlineKind.EVIDENCE,),
    "sub_processors": (DeadlineKind.OBJECTION, DeadlineKind.UNDECIDED, DeadlineKind.JOINING),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar."""

    deadline: Deadline
    url: str
    tag: str
    tone: str


@governed_view(
    "Staff whose role sees vendors; each line needs the right to see its record.",
    permission="vendors.view_vendor",
)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what ends in one month."""
    if not admin.site.has_permission(request):
        raise Http404
    today = legal_day()
    month = read_month(request.GET.get("month", ""), today)
    rows = Vendor.objects.restrict(request.user, "view").order_by("name")
    vendors = list(rows.values_list("key", "name")[:MOST_CHOICES])
    kind = _choose(request, "kind", CHOICES)
    vendor = _choose(request, "vendor", [key for key, _name in vendors])
    kinds = CHOICES[kind] if kind else tuple(DeadlineKind)
    found = list_deadlines(
        request.user, today=today, since=month.start, before=month.end, kinds=kinds, vendor=vendor
    )
    shown = found[:MOST_SHOWN]
    _veil_all(request.user, shown)
    filters = {name: value for name, value in (("kind", kind), ("vendor", vendor)) if value}
    context = {
        **admin.site.each_context(request),
        "title": _("What ends when"),
        "month": month,
        "this_month": read_month("", today),
        "addresses": {
            "previous": _address(month.previous, filters),
            "next": _address(month.next, filters),
            "today": _address(read_month("", today), filters),
        },
        "weeks": _group(shown),
        "total": len(found),
        "hidden": len(found) - len(shown),
        "kind": kind,
        "kinds": _list_kind_choices(),
        "vendor": vendor,
        "vendors": vendors,
    }
    return TemplateResponse(request, "admin/vendors/calendar.html", context)


def _choose(request: HttpRequest, name: str, offered: Any) -> str:
    """Return what was asked for if the page offers it: what the reader may not see and what is not are one."""
    asked = request.GET.get(name, "")
    return asked if asked in offered else ""


def _list_kind_choices() -> list[tuple[str, str]]:
    return [
        ("agreements", _("Agreements")),
        ("attestations", _("Attestations")),
        ("evidence", _("Evidence")),
        ("sub_processors", _("Sub-processors")),
    ]


def _address(month: Month | None, filters: dict[str, str]) -> str:
    return "" if month is None else f"?{urlencode({'month': month.spelled, **filters})}"


def _veil_all(user: Any, deadlines: Sequence[Deadline]) -> None:
    """Let the lines name only vendors and owners that the reader may see."""
    by_kind: dict[type, list[Any]] = {}
    for each in deadlines:
        by_kind.setdefault(type(each.record), []).append(each.record)
    for records in by_kind.values():
        veil(user, records)
    veil(user, [each.vendor for each in deadlines if isinstance(each.vendor, models.Model)])


def _group(deadlines: Sequence[Deadline]) -> list[tuple[date, list[tuple[date, list[Entry]]]]]:
    """Return the lines by the Monday of their week and by their day."""
    weeks = []
    for monday, inside in groupby(deadlines, key=lambda each: get_monday(each.day)):
        days = [
            (day, [_make_entry(each) for each in same])
            for day, same in groupby(inside, key=lambda each: each.day)
        ]
        weeks.append((monday, days))
    return weeks


def _make_entry(deadline: Deadline) -> Entry:
    opts = deadline.record._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[deadline.record.pk])
    if deadline.is_handled:
        return Entry(deadline, url, _("seen to"), "good")
    days = count_days(deadline.day)
    return Entry(deadline, url, say_days(days), tone_of_days(days, soon=30))
