"""Declared policies of plain Django views: a sentence for the reader, a rule for the machine."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from governance.core.rights import rights_of

View = Callable[..., HttpResponseBase]


def governed_view(policy: str, *, permission: str = "", public: bool = False) -> Callable[[View], View]:
    """Declare who may open a page; `manage.py check` fails for a page that declares nothing.

    `permission` ("app.action_kind") asks for that right in any scope: without it the page does not exist (404).
    Signed-out readers are sent to sign in, unless the page is public.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not public:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if permission and not rights_of(request.user).somewhere_has(permission):
                    raise Http404
            return view(request, *args, **kwargs)

        run.policy = policy  # type: ignore[attr-defined]
        return run

    return decorate
