"""The checklist below an agreement in the admin, and the page on which one of its clauses is checked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.admin.access import get_visible_or_404, place_refusal
from governance.core.admin.transitions import Transition
from governance.core.admin.veil import show, veil
from governance.core.errors import ServiceError
from governance.core.rights import rights_of
from vendors.agreements.forms import CheckForm
from vendors.agreements.models import Agreement, ClauseCheck
from vendors.agreements.selectors import Point, list_checklist
from vendors.agreements.services import check_clause

CHECK = gettext_lazy("Say what the text holds. A later check replaces this one; the history keeps both.")


def may_check(user: Any, agreement: Agreement) -> bool:
    """Return whether the reader may check clauses of the agreement; the service decides again."""
    rights, permission = rights_of(user), ClauseCheck.get_permission("add")
    return rights.everywhere_has(permission) or ClauseCheck(agreement=agreement).is_within(rights, permission)


def show_checklist(request: HttpRequest, object_id: str) -> dict[str, Any]:
    """Return what the agreement's page shows of its checklist; nothing for who may not see checks."""
    if not rights_of(request.user).somewhere_has(ClauseCheck.get_permission("view")):
        return {}
    try:
        agreement = get_visible_or_404(Agreement, request, object_id)
    except Http404:
        return {}
    points = list_checklist(request.user, agreement)
    veil(request.user, [point.check for point in points])
    is_open = may_check(request.user, agreement)
    name = "admin:vendors_agreement_clause"
    return {
        "checklist": [
            {"point": point, "url": reverse(name, args=[agreement.pk, point.key]) if is_open else ""}
            for point in points
        ],
        "unchecked": sum(point.check is None for point in points),
        "contradicted": sum(point.is_contradicted for point in points),
    }


def check_page(model_admin: Any, request: HttpRequest, object_id: str, clause: str) -> HttpResponse:
    """Show the form of one clause, or note the check on POST. Clauses that are not on the list do not exist."""
    agreement = get_visible_or_404(Agreement, request, object_id)
    points = {point.key: point for point in list_checklist(request.user, agreement)}
    if clause not in points or not may_check(request.user, agreement):
        raise Http404
    point = points[clause]
    form = CheckForm(request.POST if request.method == "POST" else None, initial=_get_initial(point))
    back = reverse("admin:vendors_agreement_change", args=[agreement.pk])
    if request.method == "POST" and form.is_valid():
        try:
            check_clause(actor=request.user, agreement=agreement, clause=clause, **form.cleaned_data)
        except ServiceError as refusal:
            place_refusal(form, refusal)
        else:
            messages.success(request, _("Noted."))
            return redirect(f"{back}#checklist")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Check a clause"),
        "opts": model_admin.opts,
        "original": show(request.user, agreement),
        "transition": Transition("check", point.label, check_clause, "agreement", description=CHECK),
        "form": form,
        "back": back,
    }
    status = 200 if request.method in {"GET", "HEAD"} else 409
    return TemplateResponse(request, "admin/governed/transition.html", context, status=status)


def _get_initial(point: Point) -> dict[str, Any]:
    if point.check is None:
        return {}
    return {name: getattr(point.check, name) for name in ("result", "section", "page", "note")}
