"""Everybody's own page about the mail they get."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from vendors.notices.choosing import choose_mail
from vendors.notices.forms import MailForm
from vendors.notices.selectors import list_mailed_kinds, list_unmailed


@governed_view("Any signed-in person, about their own mail alone.")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show which notices are mailed to the reader; on POST keep what they chose."""
    user: Any = request.user
    offered, unmailed = list_mailed_kinds(user), list_unmailed(user)
    form = MailForm(
        request.POST if request.method == "POST" else None,
        offered=offered,
        initial={"kinds": [kind.value for kind in offered if kind not in unmailed]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            choose_mail(actor=user, kinds=form.cleaned_data["kinds"])
        except ServiceError as refusal:
            for text in refusal.sentences:
                form.add_error(None, text)
        else:
            messages.success(request, _("Your choice is kept; it holds from the next mail on."))
            return redirect("notice-mail")
    # Who answers for a vendor is at home in the portal.
    layout = "base.html" if user.is_staff else "portal/base.html"
    status = 400 if form.is_bound else 200
    context = {"form": form, "offered": offered, "layout": layout}
    return render(request, "portal/mail_choice.html", context, status=status)
