"""My requests: ask for an approval, follow it, renew it, take it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.approvals import services
from governance.approvals.enums import RequestState
from governance.approvals.models import ApprovalRequest, Vote
from governance.approvals.review import get_review
from governance.approvals.subjects import Finding, SubjectKind, get_subject_kind
from governance.core.admin.access import place_refusal
from governance.core.admin.veil import veil
from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from governance.core.rights import rights_of
from registry.decisions.forms import RequestForm

# The names of a question in the address, and the fields of the request form that they fill.
PREFILL = {
    "use_case": "use_cases",
    "team": "teams",
    "data_class": "data_classes",
    "region": "regions",
    "environment": "environments",
}


REQUESTS_PER_PAGE = 50


@governed_view("Every signed-in person; shows their own requests.")
@require_safe
def list_requests(request: HttpRequest) -> HttpResponse:
    """Show my requests, the newest first."""
    rows = ApprovalRequest.objects.restrict(request.user, "view").filter(requester_id=request.user.pk)
    page = Paginator(rows.order_by("-id"), REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "requests/list.html", {"page": page})


@governed_view(
    "Holders of the right to request approvals, for records they may see.",
    permission=ApprovalRequest.get_permission("add"),
)
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: HttpRequest) -> HttpResponse:
    """Ask for an approval of the record in the address; the question that led here fills the form."""
    if "record_type" not in request.GET and "record_id" not in request.GET:
        messages.info(request, _("Ask about the AI you want first; the answer leads to its request."))
        return redirect("ask")
    record, kind = _find_record(request)
    initial: dict[str, Any] = {
        field: [value for value in request.GET.getlist(name) if value.isprintable()]
        for name, field in PREFILL.items()
    }
    initial["max_phase"] = request.GET.get("phase", "1")
    form = RequestForm(
        request.POST if request.method == "POST" else None, actor=request.user, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.request_approval(
                actor=request.user,
                record=record,
                team=form.get_team(),
                co_authors=form.get_co_authors(),
                **form.get_terms(),
            )
        except ServiceError as refusal:
            place_refusal(form, refusal)
        else:
            messages.success(request, _("Request %s is with the approvers.") % made.number)
            return redirect("request", made.pk)
    findings = _list_shown(request, kind.list_blockers(record, {}))
    context = {"form": form, "record": record, "findings": findings}
    return render(request, "requests/new.html", context)


def _find_record(request: HttpRequest) -> tuple[Any, SubjectKind]:
    """Return the record named in the address and its kind; what the reader may not see is a 404 like what is not."""
    try:
        kind = get_subject_kind(request.GET.get("record_type", ""))
        key = UUID(request.GET.get("record_id", ""))
    except (ServiceError, ValueError):
        raise Http404 from None
    record = kind.model.objects.restrict(request.user, "view").filter(pk=key).first()
    if record is None:
        raise Http404
    return record, kind


def _list_shown(request: HttpRequest, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that rest on no record, or on a kind of record that the reader may see."""
    rights = rights_of(request.user)
    shown = []
    for finding in findings:
        app, _dot, kind = (finding.record or {}).get("type", "").partition(".")
        if finding.record is None or rights.everywhere_has(f"{app}.view_{kind}"):
            shown.append(finding)
    return shown


@governed_view("The requester, and whoever may see the request.")
@require_http_methods(["GET", "HEAD", "POST"])
def show_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one request; POST renews it with the record as it stands now, or takes it back."""
    row = ApprovalRequest.objects.restrict(request.user, "view").filter(pk=pk).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw":
                services.withdraw_request(actor=request.user, request=row)
                messages.success(request, _("The request is withdrawn."))
            elif request.POST.get("act") == "renew":
                services.change_request(actor=request.user, request=row, terms={})
                messages.success(request, _("The request is frozen anew; votes start again."))
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
        return redirect("request", row.pk)
    review = get_review(request.user, row)  # type: ignore[arg-type]
    rows = Vote.objects.restrict(request.user, "view").filter(request=row).select_related("voter")
    votes = list(rows.order_by("id"))
    veil(request.user, [row])
    veil(request.user, votes)
    context = {
        "row": row,
        "review": review,
        "votes": votes,
        "findings": _list_shown(request, review.findings),
        "is_requester": row.requester_id == request.user.pk,
        "again_url": _find_again_url(request, row),
    }
    return render(request, "requests/show.html", context)


def _find_again_url(request: HttpRequest, row: ApprovalRequest) -> str:
    """Return where to ask for the same once more when a request ended without an approval, or an empty string."""
    if row.state in (RequestState.OPEN, RequestState.APPROVED) or row.requester_id != request.user.pk:
        return ""
    if not rights_of(request.user).somewhere_has(ApprovalRequest.get_permission("add")):
        return ""
    query = {
        "record_type": f"{row.record_type.app_label}.{row.record_type.model}",
        "record_id": row.record_id,
        **{name: row.permitted_scope.get(field, []) for name, field in PREFILL.items()},
        "phase": row.permitted_scope.get("max_phase", 1),
    }
    return f"{reverse('request-new')}?{urlencode(query, doseq=True)}"
