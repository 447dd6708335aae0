"""The pages of what breaks: if an agreement lapses, and if a vendor stops."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.core.admin.access import get_visible_or_404
from governance.core.admin.veil import show
from governance.core.errors import NotPermitted
from governance.core.policies import governed_view
from imprimatur import CODES
from registry.decisions.foreseeing import foresee_agreement_end, foresee_vendor_stop
from registry.decisions.lapses import Lapse
from vendors.agreements.models import Agreement
from vendors.directory.models import Vendor

WHO = (
    "Staff who may see the record, ask the gate, and see the models, teams and purposes that an answer names."
)


@governed_view(WHO, permission="vendors.view_agreement")
@require_safe
def show_agreement_impact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show which uses that are permitted now would be denied once the agreement has ended."""
    agreement = _get_or_404(request, Agreement, pk)
    try:
        lapse = foresee_agreement_end(actor=request.user, agreement=agreement)
    except NotPermitted:
        raise Http404 from None
    return _render(request, agreement, lapse, _("What breaks if this lapses"), "vendors_agreement")


@governed_view(WHO, permission="vendors.view_vendor")
@require_safe
def show_vendor_impact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show which uses that are permitted now would be denied if the vendor were suspended."""
    vendor = _get_or_404(request, Vendor, pk)
    try:
        lapse = foresee_vendor_stop(actor=request.user, vendor=vendor)
    except NotPermitted:
        raise Http404 from None
    return _render(request, vendor, lapse, _("What breaks if this vendor stops"), "vendors_vendor")


def _get_or_404(request: HttpRequest, model: Any, pk: UUID) -> Any:
    if not admin.site.has_permission(request):
        raise Http404
    return get_visible_or_404(model, request, str(pk))


def _render(request: HttpRequest, record: Any, lapse: Lapse | None, title: str, page: str) -> HttpResponse:
    shown = show(request.user, record)
    rows = [
        {
            "row": row,
            "url": reverse("admin:registry_modelversion_change", args=[row.record_id])
            if row.resource_type == "model"
            else "",
            "reasons": [(code, CODES[code].meaning) for code in row.codes],
        }
        for row in (lapse.rows if lapse is not None else ())
    ]
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": record._meta,
        "original": shown,
        "is_vendor": isinstance(record, Vendor),
        "lapse": lapse,
        "rows": rows,
        "back": reverse(f"admin:{page}_change", args=[record.pk]),
    }
    response = TemplateResponse(request, "admin/registry/impact.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
