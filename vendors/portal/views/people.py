"""Who answers for the vendor, and inviting colleagues."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.core.admin.access import place_refusal
from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from vendors.assessments import services
from vendors.assessments.models import Invitation
from vendors.assessments.selectors import list_invited, list_respondents
from vendors.assessments.services.colleagues import MOST_OPEN
from vendors.portal.access import MAY_ANSWER, get_assessment, list_assessments
from vendors.portal.forms import ColleagueForm
from vendors.portal.views.pages import RESPONDENTS


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def show_people(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who answers and who is invited; POST invites somebody."""
    assessment = get_assessment(request, pk)
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.invite_colleague(actor=request.user, assessment=assessment, **form.cleaned_data)
        except ServiceError as refusal:
            place_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Invited. The link is on its way to %s.") % made.email
                if made.is_confirmed
                else _("The reviewer is asked first, because nobody of you has an address like %s.")
                % made.email,
            )
            return redirect("portal:people", assessment.pk)
    context = {
        "assessment": assessment,
        "people": list_respondents(assessment.vendor_id),
        "invited": list_invited(assessment.vendor_id, by_vendor=True),
        "most": MOST_OPEN,
        "form": form,
    }
    return render(request, "portal/people.html", context, status=400 if form.errors else 200)


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw an invitation that somebody of the vendor sent (POST)."""
    reachable = list_assessments(request)
    rows = Invitation.objects.filter(assessment__isnull=False, vendor__in=reachable.values("vendor"))
    invitation = rows.filter(pk=pk).first()
    if invitation is None:
        raise Http404
    try:
        services.withdraw_invitation(actor=request.user, invitation=invitation)
    except ServiceError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Withdrawn. The link to %s works no more.") % invitation.email)
    if reachable.filter(pk=invitation.assessment_id).exists():
        return redirect("portal:people", invitation.assessment_id)
    return redirect("portal:home")
