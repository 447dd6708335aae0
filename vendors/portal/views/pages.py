"""My assessments, one of them, handing it in, and giving sections to colleagues."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from vendors.assessments import services
from vendors.assessments.earlier import find_earlier
from vendors.assessments.enums import AssessmentState, Verdict
from vendors.assessments.models import Assessment, AssessmentPart, SectionDelegation
from vendors.assessments.progress import measure
from vendors.assessments.selectors import list_respondents, load_rows, to_answers
from vendors.notices.selectors import list_notices
from vendors.portal.access import MAY_ANSWER, get_assessment, get_part, get_section, list_assessments
from vendors.portal.forms import DelegateForm

MISSING_SHOWN = 8
NEWS_SHOWN = 5
RESPONDENTS = "People who answer for a vendor; each sees the assessments of their own vendors alone."


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is to answer, the next due first, and what is done."""
    rows = list(list_assessments(request))
    waiting = sorted(
        (row for row in rows if row.is_open_to_vendor),
        key=lambda row: (row.due_date is None, row.due_date, row.pk),
    )
    done = sorted((row for row in rows if not row.is_open_to_vendor), key=lambda row: row.pk, reverse=True)
    shown: list[dict[str, Any]] = [{"row": row, "parts": describe_parts(request, row)} for row in waiting]
    for item in shown:
        item["is_begun"] = any(part["answered"] for part in item["parts"])
    return render(
        request, "portal/home.html", {"waiting": shown, "done": done, **describe_news(request.user)}
    )


def describe_news(reader: Any, assessment: Assessment | None = None) -> dict[str, Any]:
    """Return the latest of what the reader has not read, about one assessment or all, and how much more there is."""
    rows = list_notices(reader, assessment, is_unread=True)
    news = list(rows[: NEWS_SHOWN + 1])
    more = rows.count() - NEWS_SHOWN if len(news) > NEWS_SHOWN else 0
    return {"news": news[:NEWS_SHOWN], "more_news": more}


def describe_parts(request: HttpRequest, assessment: Assessment) -> list[dict[str, Any]]:
    """Return each questionnaire of an assessment with the progress of its sections and who they were given to."""
    parts = list(assessment.parts.select_related("version__template", "assessment"))
    given: dict[Any, dict[str, Any]] = {}
    for row in SectionDelegation.objects.filter(part__in=parts).select_related("user"):
        given.setdefault(row.part_id, {})[row.section_key] = row.user
    return [_describe_part(request, part, given.get(part.pk, {})) for part in parts]


def _describe_part(request: HttpRequest, part: AssessmentPart, given: dict[str, Any]) -> dict[str, Any]:
    rows = load_rows(part)
    answers = to_answers(rows)
    # What a reviewer questions while looking through it is said once it is sent back.
    is_back = part.assessment.state == AssessmentState.CLARIFICATION
    questioned = {key for key, row in rows.items() if is_back and row.verdict == Verdict.QUESTIONED}
    sections: list[dict[str, Any]] = [
        {
            "progress": progress,
            "user": given.get(progress.section.key),
            "is_mine": getattr(given.get(progress.section.key), "pk", None) == request.user.pk,
            "questioned": sum(question.id in questioned for question in progress.section.questions),
        }
        for progress in measure(part.version.questionnaire, answers)
    ]
    shown = sum(section["progress"].shown for section in sections)
    answered = sum(section["progress"].answered for section in sections)
    return {
        "part": part,
        "earlier": find_earlier(part) if part.assessment.is_open_to_vendor else None,
        "sections": sections,
        "shown": shown,
        "answered": answered,
        "missing": [
            (section["progress"].section, q) for section in sections for q in section["progress"].missing
        ],
        "without_evidence": [
            (section["progress"].section, q)
            for section in sections
            for q in section["progress"].without_evidence
        ],
    }


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_safe
def show_assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one assessment: its sections, what is missing, and what can be done with it now."""
    assessment = get_assessment(request, pk)
    parts = describe_parts(request, assessment)
    missing = [(part["part"], section, question) for part in parts for section, question in part["missing"]]
    context = {
        "assessment": assessment,
        "parts": parts,
        "missing": len(missing),
        "first_missing": missing[:MISSING_SHOWN],
        "more_missing": max(0, len(missing) - MISSING_SHOWN),
        "people": list_respondents(assessment.vendor_id),
        **describe_news(request.user, assessment),
    }
    return render(request, "portal/assessment.html", context)


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_POST
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand an assessment in (POST); what is missing is said and nothing is lost."""
    assessment = get_assessment(request, pk)
    try:
        services.submit_assessment(actor=request.user, assessment=assessment)
    except ServiceError as refusal:
        now = get_assessment(request, pk)
        if not now.is_open_to_vendor:
            messages.info(request, _("It was handed in already: %s.") % now.get_state_display())
        else:
            messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Handed in. Thank you; you will hear from us."))
    return redirect("portal:assessment", assessment.pk)


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_POST
def delegate(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Give a section to a colleague (POST), or take it back when nobody is named."""
    part = get_part(request, pk)
    key = get_section(part, section).key
    try:
        if not request.POST.get("user"):
            services.take_back_section(actor=request.user, part=part, section_key=key)
            messages.success(request, _("The section is everybody's again."))
        else:
            form = DelegateForm(request.POST, people=list_respondents(part.assessment.vendor_id))
            if form.is_valid():
                person = form.get_user()
                services.delegate_section(actor=request.user, part=part, section_key=key, user=person)
                messages.success(request, _("%s sees this section as theirs now.") % person)
            else:
                messages.error(request, _("Choose somebody who answers for this vendor."))
    except ServiceError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("portal:assessment", part.assessment_id)
