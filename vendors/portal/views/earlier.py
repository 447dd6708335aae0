"""Answers given before, proposed for the questions that ask the same; nothing is taken over unseen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from vendors.assessments import services
from vendors.assessments.earlier import find_earlier, list_offers
from vendors.portal.access import MAY_ANSWER, get_part
from vendors.portal.views.pages import RESPONDENTS


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def earlier_answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what was answered before beside what is asked now; POST takes over what is ticked."""
    part = get_part(request, pk)
    earlier = find_earlier(part)
    if earlier is None:
        raise Http404
    if request.method == "POST":
        try:
            taken = services.confirm_earlier(
                actor=request.user, part=part, question_ids=set(request.POST.getlist("take"))
            )
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
        else:
            text = ngettext("%d answer was taken over.", "%d answers were taken over.", len(taken)) % len(
                taken
            )
            messages.success(request, text)
        return redirect("portal:assessment", part.assessment_id)
    context = {
        "part": part,
        "assessment": part.assessment,
        "earlier": earlier,
        "offers": list_offers(part, earlier),
    }
    return render(request, "portal/earlier.html", context)
