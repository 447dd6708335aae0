"""What people must do before anything else: replace a password that somebody else set, and, as staff, set up MFA."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]
API_PATHS = ("/api/", "/access/", "/.well-known/")
# The pages by which the duty is done, and those that never act for anybody.
OPEN_PATHS = ("/accounts/", "/static/", "/healthz", "/readyz")


class SignInDutiesMiddleware:
    """Holds signed-in people back until their account is safe; callers with an API key pass."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or lead to the page of the duty."""
        if request.path.startswith(OPEN_PATHS) or not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        if user.password_is_temporary:
            return self._lead(
                request, "account_change_password", _("Choose a password of your own before you go on.")
            )
        if settings.REQUIRE_MFA and user.is_staff and not is_mfa_enabled(user):
            return self._lead(
                request,
                "mfa_activate_totp",
                _("Your role needs two-step sign-in. Set it up before you go on."),
            )
        return self.get_response(request)

    def _lead(self, request: HttpRequest, page: str, sentence: str) -> HttpResponse:
        if request.path.startswith(API_PATHS):
            problem = {
                "type": "about:blank",
                "title": "Forbidden",
                "status": 403,
                "code": page,
                "detail": sentence,
            }
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        messages.warning(request, sentence)
        return redirect(page)
