"""The page on which the verdicts of an accepted review are taken over into the clause checklist of an agreement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from governance.core.admin.access import get_visible_or_404
from governance.core.admin.veil import show
from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from vendors.agreements.checklist_pages import may_check
from vendors.agreements.models import Agreement, ClauseCheck
from vendors.assessments.clause_reviews import ProposedCheck, list_reviews, propose_checks
from vendors.assessments.forms import TakeOverForm
from vendors.assessments.models import Assessment
from vendors.assessments.services.clauses import TakenCheck, take_over_clauses


@governed_view(
    "Staff who may check clauses of the agreement; the review needs the right to see it.",
    permission=ClauseCheck.get_permission("add"),
)
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what an accepted review says beside what is noted of each clause (GET); note what is ticked (POST)."""
    if not admin.site.has_permission(request):
        raise Http404
    agreement = get_visible_or_404(Agreement, request, str(pk))
    if not may_check(request.user, agreement):
        raise Http404
    reviews = list_reviews(request.user, agreement)
    asked = request.GET.get("review", "")
    review = next(
        (each for each in reviews if str(each.pk) == asked), None if asked else next(iter(reviews), None)
    )
    if asked and review is None:
        raise Http404
    rows = _make_rows(request, agreement, review)
    refusals: list[str] = []
    if request.method == "POST" and review is not None and all(form.is_valid() for _each, form in rows):
        try:
            checks = take_over_clauses(
                actor=request.user, agreement=agreement, assessment=review, taken=_read(rows)
            )
        except ServiceError as refusal:
            refusals = _place(rows, refusal)
        else:
            text = ngettext("%d clause is noted.", "%d clauses are noted.", len(checks)) % len(checks)
            messages.success(request, text)
            return redirect(reverse("admin:vendors_agreement_change", args=[agreement.pk]) + "#checklist")
    context = {
        **admin.site.each_context(request),
        "title": _("Take over from a review"),
        "opts": Agreement._meta,
        "original": show(request.user, agreement),
        "agreement": agreement,
        "reviews": reviews,
        "review": review,
        "rows": rows,
        "refusals": refusals,
    }
    status = 200 if request.method in {"GET", "HEAD"} else 409
    return TemplateResponse(request, "admin/assessments/take_over.html", context, status=status)


def _make_rows(
    request: HttpRequest, agreement: Agreement, review: Assessment | None
) -> list[tuple[ProposedCheck, TakeOverForm]]:
    """Return each proposal with its form; what can be noted as it stands is ticked, a check that is there never is."""
    if review is None:
        return []
    return [
        (
            each,
            TakeOverForm(
                request.POST if request.method == "POST" else None,
                prefix=each.point.key,
                initial={
                    "take": each.is_ready,
                    "result": each.result,
                    "section": each.section,
                    "note": each.note,
                    "seen": each.seen,
                },
            ),
        )
        for each in propose_checks(request.user, agreement, review)
    ]


def _read(rows: list[tuple[ProposedCheck, TakeOverForm]]) -> list[TakenCheck]:
    taken = []
    for proposal, form in rows:
        values: dict[str, Any] = dict(form.cleaned_data)
        if values.pop("take"):
            taken.append(TakenCheck(clause=proposal.point.key, **values))
    return taken


def _place(rows: list[tuple[ProposedCheck, TakeOverForm]], refusal: ServiceError) -> list[str]:
    """Show the refusal at the clauses it names; returns what is said above them all."""
    forms = {proposal.point.key: form for proposal, form in rows}
    for clause, text in refusal.fields.items():
        if clause in forms:
            forms[clause].add_error(None, str(text))
    count = len(refusal.fields.keys() & forms.keys())
    if not count:
        return refusal.sentences
    text = ngettext(
        "Nothing is noted yet: %d clause needs something. It is marked below.",
        "Nothing is noted yet: %d clauses need something. They are marked below.",
        count,
    )
    return [text % count]
