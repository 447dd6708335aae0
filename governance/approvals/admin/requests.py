"""Requests in the admin: the review page with one primary action, and the acts on a request."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.approvals import services
from governance.approvals.admin.badges import STATE_COLOURS
from governance.approvals.enums import RequestState
from governance.approvals.forms import ConflictForm, ScopeForm, VoteForm
from governance.approvals.models import (
    ApprovalRequest,
)
from governance.approvals.review import get_review
from governance.approvals.selectors import list_seats
from governance.approvals.subjects import get_subject_kind
from governance.core.admin import GovernedModelAdmin
from governance.core.admin.access import get_visible_or_404
from governance.core.days import legal_day
from governance.core.errors import ServiceError


def get_record_url(record_type: Any, record_id: Any) -> str:
    """Return the admin page of the record, or an empty string when it has none."""
    try:
        return reverse(f"admin:{record_type.app_label}_{record_type.model}_change", args=[record_id])
    except NoReverseMatch:
        return ""


@admin.register(ApprovalRequest)
class ApprovalRequestAdmin(GovernedModelAdmin):
    """Requests; the change page is the review page, and nothing on it is a dropdown of states."""

    list_display = ("number", "record_label", "show_state", "risk_tier", "requester", "expires_at")
    list_filter = ("state", "risk_tier")
    search_fields = ("number", "record_label", "justification", "requester__name")
    list_select_related = ("requester",)

    @display(description=_("state"), label=STATE_COLOURS)
    def show_state(self, obj: ApprovalRequest) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.state, obj.get_state_display()

    def get_pages(self) -> Any:
        """Add the acts on a request."""
        return [
            *super().get_pages(),
            ("<path:object_id>/vote/", self.vote_view, "vote"),
            ("<path:object_id>/conflict/", self.conflict_view, "conflict"),
            ("<path:object_id>/withdraw/", self.withdraw_view, "withdraw"),
            ("<path:object_id>/edit/", self.edit_view, "edit"),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show the review page; it changes nothing by itself."""
        if request.method not in {"GET", "HEAD"}:
            raise Http404
        row = get_visible_or_404(ApprovalRequest, request, object_id)
        return self._show(request, row, VoteForm(initial={"digest": row.digest}))

    def _show(self, request: HttpRequest, row: ApprovalRequest, form: Any, status: int = 200) -> HttpResponse:
        review = get_review(request.user, row)  # type: ignore[arg-type]
        context = {
            **self.admin_site.each_context(request),
            "title": row.number,
            "opts": self.opts,
            "original": row,
            "review": review,
            "form": form,
            "record_url": get_record_url(row.record_type, row.record_id),
        }
        return TemplateResponse(request, "admin/approvals/review.html", context, status=status)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask for an approval of the record named in the address."""
        if not self.has_add_permission(request):
            raise Http404
        label, record_id = request.GET.get("record_type", ""), request.GET.get("record_id", "")
        try:
            kind = get_subject_kind(label)
        except ServiceError:
            return TemplateResponse(
                request,
                "admin/approvals/choose.html",
                {
                    **self.admin_site.each_context(request),
                    "title": _("Request an approval"),
                    "opts": self.opts,
                },
            )
        record = get_visible_or_404(kind.model, request, record_id)
        form = ScopeForm(request.POST or None, actor=request.user)  # type: ignore[arg-type]
        if request.method == "POST" and form.is_valid():
            terms = form.get_terms()
            try:
                made = services.request_approval(
                    actor=request.user, record=record, co_authors=form.get_co_authors(), **terms
                )
            except ServiceError as refusal:
                self._place(form, refusal)
            else:
                messages.success(request, _("Request %s is open for votes.") % made.number)
                return redirect("admin:governance_approvalrequest_change", made.pk)
        return self._form_page(
            request, form, record, _("Request an approval"), kind.list_blockers(record, {})
        )

    def edit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Change an open request; earlier votes become void."""
        row = get_visible_or_404(ApprovalRequest, request, object_id)
        if not get_review(request.user, row).may_change:  # type: ignore[arg-type]
            raise Http404
        initial = {
            **{name: row.permitted_scope[name] for name in row.permitted_scope},
            "justification": row.justification,
            "valid_until": legal_day(row.wanted_until),
            "conditions": "\n".join(f"{c['code']}: {c['message']}" for c in row.conditions),
            "evidence_links": "\n".join(f"{e['title']} | {e['url']}" for e in row.evidence_links),
            "replaces_current": row.replaces_current,
        }
        form = ScopeForm(request.POST or None, actor=request.user, initial=initial)  # type: ignore[arg-type]
        del form.fields["co_authors"]
        if request.method == "POST" and form.is_valid():
            try:
                services.change_request(actor=request.user, request=row, terms=form.get_terms())
            except ServiceError as refusal:
                self._place(form, refusal)
            else:
                messages.success(request, _("The request is frozen anew; votes start again."))
                return redirect("admin:governance_approvalrequest_change", row.pk)
        return self._form_page(request, form, row.get_record(), _("Change the request"), ())

    def _form_page(
        self, request: HttpRequest, form: Any, record: Any, title: Any, findings: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "record": record,
            "findings": findings,
        }
        return TemplateResponse(request, "admin/approvals/request_form.html", context)

    @staticmethod
    def _place(form: Any, refusal: ServiceError) -> None:
        placed = False
        for name, text in refusal.fields.items():
            form.add_error(name if name in form.fields else None, str(text))
            placed = True
        if not placed:
            form.add_error(None, str(refusal.message))

    def vote_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Cast a vote (POST only)."""
        row = get_visible_or_404(ApprovalRequest, request, object_id)
        if request.method != "POST":
            return redirect("admin:governance_approvalrequest_change", row.pk)
        form = VoteForm(request.POST)
        if form.is_valid():
            seat = form.cleaned_data.pop("on_behalf_of")
            seats = {user.pk: user for user in list_seats(request.user, timezone.now())[1:]}  # type: ignore[arg-type]
            try:
                services.cast_vote(
                    actor=request.user, request=row, on_behalf_of=seats.get(seat), **form.cleaned_data
                )
            except ServiceError as refusal:
                self._place(form, refusal)
            else:
                row.refresh_from_db()
                if row.state == RequestState.APPROVED:
                    messages.success(request, _("Your vote was the last one needed: approved and in force."))
                else:
                    messages.success(request, _("Your vote is recorded."))
                return redirect("admin:governance_approvalrequest_change", row.pk)
        row = get_visible_or_404(ApprovalRequest, request, object_id)
        return self._show(request, row, form, status=409)

    def conflict_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Declare one's own conflict of interest."""
        row = get_visible_or_404(ApprovalRequest, request, object_id)
        form = ConflictForm(request.POST if request.method == "POST" else None)
        act = services.declare_conflict
        if request.method == "POST" and form.is_valid():
            try:
                act(actor=request.user, request=row, user=request.user, **form.cleaned_data)
            except ServiceError as refusal:
                self._place(form, refusal)
            else:
                messages.success(request, _("Recorded: your vote does not count on this request."))
                return redirect("admin:governance_approvalrequest_change", row.pk)
        return self._ask(request, row, form, _("Declare a conflict of interest"))

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take an open request back."""
        row = get_visible_or_404(ApprovalRequest, request, object_id)
        form = ConflictForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                services.withdraw_request(actor=request.user, request=row, reason=form.cleaned_data["reason"])
            except ServiceError as refusal:
                self._place(form, refusal)
            else:
                messages.success(request, _("The request is withdrawn."))
                return redirect("admin:governance_approvalrequest_change", row.pk)
        return self._ask(request, row, form, _("Withdraw the request"))

    def _ask(self, request: HttpRequest, row: ApprovalRequest, form: Any, label: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": label,
            "opts": self.opts,
            "original": row,
            "transition": {"label": label, "dangerous": True},
            "form": form,
            "back": reverse("admin:governance_approvalrequest_change", args=[row.pk]),
        }
        status = 409 if form.is_bound else 200
        return TemplateResponse(request, "admin/governed/transition.html", context, status=status)
