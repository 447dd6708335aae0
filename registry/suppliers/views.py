"""The page of a vendor as a whole."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.core.admin.access import get_visible_or_404
from governance.core.admin.veil import show, veil
from governance.core.policies import governed_view
from registry.suppliers.flows import choose_data_class, list_data_classes, list_ways
from registry.suppliers.graph import draw_ways
from registry.suppliers.overview import overlook
from vendors.directory.models import Vendor


@governed_view(
    "Staff who may see the vendor; each part shows what they may see of it.",
    permission=Vendor.get_permission("view"),
)
@require_safe
def show_vendor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a vendor on one screen: risk, papers, answers, places, findings, what rests on it, what happened."""
    if not admin.site.has_permission(request):
        raise Http404
    vendor = get_visible_or_404(Vendor, request, str(pk))
    overview = overlook(request.user, vendor)
    for rows in (overview.agreements, overview.attestations, overview.findings, overview.events):
        veil(request.user, list(rows))
    now = timezone.now()
    classes = list_data_classes(request.user)
    chosen = choose_data_class(classes, request.GET.get("data_class", ""))
    ways = list_ways(request.user, vendor, chosen, now)
    context = {
        **admin.site.each_context(request),
        "title": _("Everything about %s") % show(request.user, vendor),
        "opts": Vendor._meta,
        "vendor": vendor,
        "overview": overview,
        "classes": classes,
        "chosen": chosen,
        "ways": ways,
        "drawing": draw_ways(vendor.name, overview.services, ways) if ways else None,
        "agreements": [(each, each.is_in_force(now)) for each in overview.agreements],
        "attestations": [(each, each.is_in_force(now)) for each in overview.attestations],
    }
    return TemplateResponse(request, "admin/suppliers/vendor.html", context)
