"""Forms that were opened before their reader signed in anew: refused, and nothing that was typed is lost.

A token of another session is refused as ever. Pages that say so (`keeps_typed`) then show what was typed in a form of
this session, to be sent by a person's own act; only where the browser itself names our own pages as the sender, so
that no other site can put words into that form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers

V = TypeVar("V", bound=Callable[..., Any])
#: What the buttons of a form are called; nobody typed it.
BUTTONS = frozenset({"next", "back"})
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field, not a token


def keeps_typed(view: V) -> V:
    """Declare that a page takes long texts and no secrets, so that an old form of it can be sent again."""
    view.keeps_typed = True  # type: ignore[attr-defined]
    return view


def refuse_old_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Refuse a form without a token of this session; keep what was typed where that is safe and of use."""
    if not (request.user.is_authenticated and _is_kept(request) and comes_from_our_pages(request)):
        return render(request, "403_csrf.html", status=403)
    typed = [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]
    shown = [
        value for name, value in typed if value.strip() and not name.endswith("-seen") and name not in BUTTONS
    ]
    context = {"typed": typed, "shown": shown, "address": request.get_full_path()}
    response = render(request, "site/send_again.html", context, status=403)
    add_never_cache_headers(response)
    return response


def _is_kept(request: HttpRequest) -> bool:
    try:
        return bool(getattr(resolve(request.path_info).func, "keeps_typed", False))
    except Resolver404:
        return False


def comes_from_our_pages(request: HttpRequest) -> bool:
    """Return whether the browser says that one of our own pages sent this; no page can make it say so wrongly."""
    own = f"{request.scheme}://{request.get_host()}"
    is_own_site = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return is_own_site and request.headers.get("Origin") == own
