"""What is new for the reader, and what keeps an open page working after another window signed in."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.core.policies import governed_view
from vendors.notices.models import Notice
from vendors.notices.selectors import list_notices
from vendors.notices.services import read_notices
from vendors.portal.access import MAY_ANSWER
from vendors.portal.views.pages import RESPONDENTS

PAGE = 30


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def show_news(request: HttpRequest) -> HttpResponse:
    """Show what the reader was told, the newest first; POST takes all of it as read."""
    rows = list_notices(request.user)
    if request.method == "POST":
        read_notices(actor=request.user, notices=rows)
        return redirect("portal:news")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/news.html", {"page": page})


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_POST
def open_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one notice as read and lead to what it is about (POST, because it changes something)."""
    rows = list_notices(request.user).filter(pk=pk)
    notice = rows.first()
    if notice is None:
        raise Http404
    read_notices(actor=request.user, notices=rows)
    return redirect(find_page(notice))


def find_page(notice: Notice) -> str:
    """Return the page that a notice is about."""
    if notice.part_id is None:
        return reverse("portal:assessment", args=[notice.assessment_id])
    page = reverse("portal:section", args=[notice.part_id, notice.section_key])
    return page if notice.place is None else f"{page}#q{notice.place}"


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_safe
def renew_token(request: HttpRequest) -> HttpResponse:
    """Tell an open page the token that its forms need now, and as whom it would act.

    As on every page with a form: the answer is for this reader alone, and no other site can read it.
    """
    answer = JsonResponse(
        {"token": get_token(request), "person": str(request.user.pk), "name": str(request.user)}
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
