"""Everybody's own page: profile, rights, API keys, and the way to password, second step and sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.accounts import services
from governance.accounts.forms import OwnKeyForm, ProfileForm
from governance.accounts.permission_matrix import build_matrix
from governance.accounts.presentation import describe_scopes, get_key_state, place_refusal
from governance.accounts.selectors import list_assignments, list_held_permissions, list_own_keys
from governance.core.errors import ServiceError
from governance.core.policies import governed_view


@governed_view("Any signed-in person, about themselves alone.")
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Show the reader's own account; on POST save the profile."""
    user: Any = request.user
    form = ProfileForm(request.POST or None, initial={"time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_own_profile(actor=user, time_zone=form.cleaned_data["time_zone"])
        except ServiceError as refusal:
            place_refusal(form, refusal)
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("me")
    now = timezone.now()
    context = {
        "form": form,
        "assignments": list_assignments(user),
        "memberships": user.memberships.select_related("team").order_by("team__name"),
        "groups": [group for group in build_matrix(list_held_permissions(user)) if group.held_count],
        "keys": [(key, get_key_state(key, now), describe_scopes(key)) for key in list_own_keys(user)],
        "has_second_factor": is_mfa_enabled(user),
        "session_count": user.usersession_set.count(),
    }
    return render(request, "me/index.html", context)


@governed_view("Any signed-in person, for themselves alone.")
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Issue a key to the reader; the answer to the POST shows the secret, and nothing keeps it."""
    form = OwnKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key, secret = services.issue_own_api_key(
                actor=request.user,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=form.get_expiry(),
            )
        except ServiceError as refusal:
            place_refusal(form, refusal)
        else:
            response = render(request, "me/key_issued.html", {"key": key, "secret": secret})
            response.headers["Cache-Control"] = "no-store"
            return response
    return render(request, "me/key_form.html", {"form": form})


@governed_view("The owner of the key; anybody else gets the 404 of a key that does not exist.")
@require_POST
def revoke_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Revoke one of the reader's own keys."""
    user: Any = request.user
    key = next((each for each in list_own_keys(user) if each.pk == key_id), None)
    if key is None:
        raise Http404
    services.revoke_api_key(actor=user, key=key, reason=_("Revoked by its owner"))
    messages.success(request, _("The key “%s” is revoked.") % key.name)
    return redirect("me")


@governed_view("Any signed-in person; leads to their own page.")
def no_other_addresses(request: HttpRequest) -> HttpResponse:
    """Stand where the sign-in library would let people add addresses that open their account."""
    return redirect("me")
