"""What a request may carry, asked before anything reads its body: not too much, and in a charset that is read here."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from governance.core.api.problems import CONTENT_TYPE, make_problem

# Where machines ask: they get problem documents, people get pages.
MACHINE_PATHS = ("/api/", "/access/")
#: Of which ASCII is a part. Others let Django fail on a form, and some of them unpack what they decode.
CHARSETS = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})
#: What a form has beside its file; a file that is a little too large is told so at its field.
ROOM = 1_000_000


class BodyMiddleware:
    """Refuses bodies beyond the largest file that is taken, before they fill the disk; less of whoever is nobody yet.

    Stands last, so that the reader is known and every header is set; views are asked for their token after it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what may be read."""
        charset = (request.content_params or {}).get("charset", "")
        if charset.strip().lower() not in CHARSETS:
            return _refuse(request, 400, "parse_error", _("Send it in UTF-8."))
        if _find_length(request) > _find_most(request):
            return _refuse(request, 413, "too_large", _("This is larger than anything that is taken here."))
        return self.get_response(request)


def _find_length(request: HttpRequest) -> int:
    """Return what the request says of its length; nothing is read of one that does not say it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _find_most(request: HttpRequest) -> int:
    little = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + ROOM
    if _find_length(request) <= little:
        return little
    # The API knows its callers by their keys, and reads no body of anybody else.
    if not request.path.startswith(MACHINE_PATHS) and not request.user.is_authenticated:
        return little
    return max(settings.EVIDENCE_MAX_BYTES, settings.CATALOGUE_MAX_BYTES, little) + ROOM


def _refuse(request: HttpRequest, status: int, code: str, reason: str) -> HttpResponse:
    if request.path.startswith(MACHINE_PATHS):
        return JsonResponse(make_problem(status, code, reason), status=status, content_type=CONTENT_TYPE)
    return render(request, f"{status}.html", status=status)
