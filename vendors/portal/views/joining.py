"""The page behind an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from governance.accounts.models import User
from governance.core.admin.access import place_refusal
from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from vendors.assessments.services.inviting import find_invitation, use_invitation
from vendors.portal.forms import JoinForm

BACKEND = "governance.accounts.backends.SignInBackend"


@governed_view("Whoever holds the link of an invitation, which works once.", public=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Open the account of an invited person (POST), or let the signed-in account of the address answer."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "portal/join_over.html", status=404)
    form = JoinForm(request.POST if request.method == "POST" else None, initial={"name": invitation.name})
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST" and (user is not None or form.is_valid()):
        try:
            _used, joined = use_invitation(
                token=token,
                user=user,
                name=form.cleaned_data.get("name", "") if form.is_valid() else "",
                password=form.cleaned_data.get("password", "") if form.is_valid() else "",
            )
        except ServiceError as refusal:
            if user is None:
                place_refusal(form, refusal)
            else:
                messages.error(request, str(refusal.message))
        else:
            if user is None:
                login(request, joined, backend=BACKEND)
            messages.success(request, _("Welcome. This is what there is to answer."))
            return redirect("portal:home")
    context = {"invitation": invitation, "form": form, "is_signed_in": user is not None}
    response = render(request, "portal/join.html", context)
    # The address is the key: no other site may learn it.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
