"""Assessments: prepared and sent by officers, looked through and decided by reviewers on one page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin
from governance.core.admin.access import get_visible_or_404, place_refusal
from governance.core.admin.transitions import list_available
from governance.core.errors import ServiceError
from governance.core.printing import send_document
from vendors.assessments import services
from vendors.assessments.admin.moves import TRANSITIONS
from vendors.assessments.admin.starting import StartingMixin
from vendors.assessments.clause_reviews import list_reviewed_agreements
from vendors.assessments.comparison import Change
from vendors.assessments.earlier import compare_parts, find_earlier
from vendors.assessments.enums import AssessmentState
from vendors.assessments.forms import FindingForm, PrepareForm, ReviewersForm
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentReviewer, Invitation
from vendors.assessments.printing import print_review
from vendors.assessments.review import list_evidence_due, list_findings, review_assessment
from vendors.assessments.selectors import list_invited, list_respondents, list_reviewers
from vendors.assessments.services.recurring import get_round_day
from vendors.assessments.services.reviewing import HANDED_IN

STATE_COLOURS = {
    "draft": "default",
    "in_progress": "info",
    "submitted": "warning",
    "in_review": "warning",
    "clarification": "info",
    "accepted": "success",
    "accepted_with_conditions": "success",
    "rejected": "danger",
    "withdrawn": "default",
}


class MineFilter(admin.SimpleListFilter):
    """Those that the reader reviews."""

    title = _("reviewer")
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the reader's own, and of those what waits."""
        return [("waiting", _("waits for my review")), ("me", _("I review it"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that the reader leads or has a seat in."""
        if self.value() not in {"waiting", "me"}:
            return queryset
        seats = AssessmentReviewer.objects.filter(user=request.user.pk)
        rows = queryset.filter(Q(owner=request.user.pk) | Q(pk__in=seats.values("assessment_id")))
        return rows.filter(state__in=HANDED_IN) if self.value() == "waiting" else rows


@admin.register(Assessment)
class AssessmentAdmin(StartingMixin, GovernedModelAdmin):
    """Questionnaires sent to vendors; the page of one is its review."""

    list_display = ("title", "vendor", "show_state", "due_date", "owner", "round_number", "valid_until")
    list_filter = (MineFilter, "state", "vendor")
    search_fields = ("title", "vendor__name", "vendor__key")
    list_select_related = ("vendor", "owner")
    list_before_template = "admin/assessments/list_top.html"
    empty_hint = _("Nothing was asked of any vendor yet. Choose a questionnaire, a vendor and a day.")
    empty_value_display = "—"
    transitions = TRANSITIONS

    def get_pages(self) -> Any:
        """Add what a reviewer does with single answers."""
        return [
            ("<path:object_id>/judge/", require_POST(self.judge_view), "judge"),
            ("<path:object_id>/take-back/", require_POST(self.take_back_view), "take_back"),
            ("<path:object_id>/remark/", require_POST(self.remark_view), "remark"),
            ("<path:object_id>/compare/", self.compare_view, "compare"),
            ("<path:object_id>/finding/", self.finding_view, "finding"),
            ("<path:object_id>/reviewers/", self.reviewers_view, "reviewers"),
            ("<path:object_id>/pdf/", require_safe(self.print_view), "print"),
            *super().get_pages(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Put an assessment together; it is sent by a button of its own."""
        if not self.has_add_permission(request):
            raise Http404
        initial = {"vendor": request.GET.get("vendor", "")}
        form = PrepareForm(
            request.POST if request.method == "POST" else None, actor=request.user, initial=initial
        )
        if request.method == "POST" and form.is_valid():
            try:
                made = services.prepare_assessment(actor=request.user, **form.cleaned_data)
            except ServiceError as refusal:
                place_refusal(form, refusal)
            else:
                messages.success(request, _("Prepared. Look at it once more, then send it."))
                return redirect("admin:vendors_assessment_change", made.pk)
        context = {**self._get_context(request, _("Prepare an assessment")), "form": form}
        return TemplateResponse(request, "admin/assessments/form.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show the answers with what they are worth; the page itself changes nothing."""
        if request.method not in {"GET", "HEAD"}:
            raise Http404
        assessment = get_visible_or_404(Assessment, request, object_id)
        may_review = self._may(request, "review", assessment)
        parts = review_assessment(request.user, assessment)
        evidence_due = list_evidence_due(parts)
        context = {
            **self._get_context(request, assessment.title),
            "original": assessment,
            "assessment": assessment,
            "transitions": list_available(self, request, assessment),
            "parts": parts,
            "evidence_due": evidence_due,
            "expired_count": sum(each.has_expired for each in evidence_due),
            "findings": list_findings(request.user, assessment),
            "people": list_respondents(assessment.vendor_id),
            "reviewers": list_reviewers(assessment),
            "may_send": not assessment.is_over and self._may(request, "send", assessment),
            "following": Assessment.objects.restrict(request.user).filter(previous=assessment).first(),
            "reviewed_agreements": list_reviewed_agreements(request.user, assessment),
            "round_day": get_round_day(assessment),
            "invited": self._list_invited(request, assessment),
            "may_review": may_review,
            "may_write": may_review and (assessment.is_open_to_vendor or assessment.is_under_review),
            "may_judge": may_review and assessment.state in HANDED_IN,
        }
        return TemplateResponse(request, "admin/assessments/review.html", context)

    def judge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what a reviewer makes of one answer (POST)."""
        assessment, answer = self._get_answer(request, object_id, request.POST.get("answer", ""))
        self._do(
            request,
            services.judge_answer,
            answer=answer,
            verdict=request.POST.get("verdict", ""),
            question=request.POST.get("text", ""),
        )
        return self._back(assessment, answer)

    def remark_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Leave an internal note, or write to the vendor (POST)."""
        assessment, answer = self._get_answer(request, object_id, request.POST.get("answer", ""))
        write = services.write_note if request.POST.get("kind") == "note" else services.write_message
        self._do(request, write, answer=answer, text=request.POST.get("text", ""))
        return self._back(assessment, answer)

    def print_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send what the page of the review shows as a PDF."""
        assessment = get_visible_or_404(Assessment, request, object_id)
        return send_document(
            request, lambda: print_review(request.user, assessment), f"{assessment.title} review"
        )

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what changed since the vendor handed in the same before."""
        assessment = get_visible_or_404(Assessment, request, object_id)
        compared = []
        for part in assessment.parts.select_related("assessment", "version__template"):
            earlier = find_earlier(part)
            if earlier is not None:
                result = compare_parts(earlier, part)
                left_out = (Change.UNCHANGED, Change.UNANSWERED)
                differences = [each for each in result.differences if each.change not in left_out]
                compared.append(
                    {"part": part, "earlier": earlier, "result": result, "differences": differences}
                )
        context = {
            **self._get_context(request, _("Compare with the round before")),
            "original": assessment,
            "assessment": assessment,
            "compared": compared,
        }
        return TemplateResponse(request, "admin/assessments/compare.html", context)

    def take_back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the verdict on one answer back (POST); a note closes what is recorded of it as well."""
        assessment, answer = self._get_answer(request, object_id, request.POST.get("answer", ""))
        note = request.POST.get("note", "")
        self._do(request, services.take_back_verdict, answer=answer, closing_note=note)
        return self._back(assessment, answer)

    def finding_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Record a finding: of one answer (?answer=), which counts as one from then on, or of the whole."""
        assessment = get_visible_or_404(Assessment, request, object_id, "review")
        answer = None
        if key := request.GET.get("answer", ""):
            answer = self._get_answer(request, object_id, key)[1]
        form = FindingForm(request.POST if request.method == "POST" else None, actor=request.user)
        if request.method == "POST" and form.is_valid():
            try:
                if answer is not None:
                    services.judge_as_finding(actor=request.user, answer=answer, **form.cleaned_data)
                else:
                    services.raise_finding(actor=request.user, assessment=assessment, **form.cleaned_data)
            except ServiceError as refusal:
                place_refusal(form, refusal)
            else:
                messages.success(request, _("The finding is recorded."))
                if answer is not None:
                    return self._back(assessment, answer)
                return redirect("admin:vendors_assessment_change", assessment.pk)
        context = {**self._get_context(request, _("Record a finding")), "form": form, "original": assessment}
        if answer is not None:
            context["question"] = answer.part.version.questionnaire.get(answer.question_id)
            context["answer"] = answer
        return TemplateResponse(request, "admin/assessments/form.html", context)

    def reviewers_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Name who looks through the answers."""
        assessment = get_visible_or_404(Assessment, request, object_id, "send")
        form = ReviewersForm(
            request.POST if request.method == "POST" else None, actor=request.user, assessment=assessment
        )
        if request.method == "POST" and form.is_valid():
            try:
                services.change_reviewers(actor=request.user, assessment=assessment, **form.cleaned_data)
            except ServiceError as refusal:
                place_refusal(form, refusal)
            else:
                messages.success(request, _("The reviewers are named."))
                return redirect("admin:vendors_assessment_change", assessment.pk)
        context = {**self._get_context(request, _("Reviewers")), "form": form, "original": assessment}
        return TemplateResponse(request, "admin/assessments/form.html", context)

    def _list_invited(self, request: HttpRequest, assessment: Assessment) -> list[dict[str, Any]]:
        visible = Invitation.objects.restrict(request.user, "view").values("pk")
        rows = list_invited(assessment.vendor_id).filter(pk__in=visible)
        return [{"row": row, "waits": not row.is_confirmed} for row in rows]

    # Parts -------------------------------------------------------------------------------------------------------

    def _get_answer(
        self, request: HttpRequest, object_id: str, answer_key: str
    ) -> tuple[Assessment, AssessmentAnswer]:
        assessment: Assessment = get_visible_or_404(Assessment, request, object_id, "review")
        try:
            key = UUID(answer_key)
        except ValueError:
            raise Http404 from None
        rows = AssessmentAnswer.objects.filter(part__assessment=assessment, pk=key)
        answer = rows.select_related("part__assessment", "part__version").first()
        if answer is None:
            raise Http404
        return assessment, answer

    def _do(self, request: HttpRequest, act: Any, **values: Any) -> None:
        try:
            act(actor=request.user, **values)
        except ServiceError as refusal:
            for text in refusal.sentences:
                messages.error(request, text)

    def _back(self, assessment: Assessment, answer: AssessmentAnswer) -> HttpResponse:
        page = reverse("admin:vendors_assessment_change", args=[assessment.pk])
        return redirect(f"{page}#a-{answer.pk}")

    def _get_context(self, request: HttpRequest, title: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}

    @display(description=_("state"), label=STATE_COLOURS, ordering="state")
    def show_state(self, obj: Assessment) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.state, str(AssessmentState(obj.state).label)
