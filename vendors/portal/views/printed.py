"""The vendor's own copy of an assessment, on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from governance.core.policies import governed_view
from governance.core.printing import send_document
from vendors.portal.access import MAY_ANSWER, get_assessment
from vendors.portal.printing import print_own_answers
from vendors.portal.views.pages import RESPONDENTS


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_safe
def print_answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the questions with the answers so far as a PDF."""
    assessment = get_assessment(request, pk)
    return send_document(
        request, lambda: print_own_answers(assessment), f"{assessment.title} {assessment.vendor.key}"
    )
