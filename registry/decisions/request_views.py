"""My requests: ask for an approval, follow it, renew it, take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.approvals import services
from governance.approvals.forms import ScopeForm
from governance.approvals.models import ApprovalRequest
from governance.approvals.review import get_review
from governance.approvals.subjects import get_subject_kind
from governance.core.errors import ServiceError
from governance.core.policies import governed_view

# The names of a question in the address, and the fields of the request form that they fill.
PREFILL = {
    "use_case": "use_cases",
    "team": "teams",
    "data_class": "data_classes",
    "region": "regions",
    "environment": "environments",
}


@governed_view("Every signed-in person; shows their own requests.")
def list_requests(request: HttpRequest) -> HttpResponse:
    """Show my requests, the newest first."""
    rows = ApprovalRequest.objects.restrict(request.user, "view").filter(requester_id=request.user.pk)
    return render(request, "requests/list.html", {"requests": rows.order_by("-id")[:200]})


@governed_view(
    "Holders of the right to request approvals, for records they may see.",
    permission="governance.add_approvalrequest",
)
def new_request(request: HttpRequest) -> HttpResponse:
    """Ask for an approval of the record in the address; the question that led here fills the form."""
    record = _find_record(request)
    initial: dict[str, Any] = {
        field: [value for value in request.GET.getlist(name) if value.isprintable()]
        for name, field in PREFILL.items()
    }
    initial["max_phase"] = request.GET.get("phase", "1")
    form = ScopeForm(request.POST if request.method == "POST" else None, actor=request.user, initial=initial)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        try:
            made = services.request_approval(
                actor=request.user, record=record, co_authors=form.get_co_authors(), **form.get_terms()
            )
        except ServiceError as refusal:
            _place(form, refusal)
        else:
            messages.success(request, _("Request %s is with the approvers.") % made.number)
            return redirect("request", made.pk)
    return render(request, "requests/new.html", {"form": form, "record": record})


def _find_record(request: HttpRequest) -> Any:
    try:
        kind = get_subject_kind(request.GET.get("record_type", ""))
        return kind.model.objects.restrict(request.user, "view").get(
            pk=UUID(request.GET.get("record_id", ""))
        )
    except (ServiceError, ValueError, ValidationError):
        raise Http404 from None
    except kind.model.DoesNotExist:
        raise Http404 from None


def _place(form: Any, refusal: ServiceError) -> None:
    for name, text in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
    if not refusal.fields:
        form.add_error(None, str(refusal.message))


@governed_view("The requester, and whoever may see the request.")
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
    return render(request, "requests/show.html", {"review": get_review(request.user, row), "row": row})  # type: ignore[arg-type]
