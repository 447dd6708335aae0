"""What each request passes: origin, content policy of the admin, reader's time zone, and an honest 503."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable

from csp.constants import NONCE, SELF, UNSAFE_EVAL
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from governance.core.api.problems import CONTENT_TYPE, make_problem
from governance.core.bodies import MACHINE_PATHS
from governance.core.client_address import get_client_address
from governance.core.enums import Channel
from governance.core.origin import arriving_through

GetResponse = Callable[[HttpRequest], HttpResponse]
ECHOED_ID = re.compile(r"^[\x21-\x7e][\x20-\x7e]{0,199}$")
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


UNAVAILABLE = make_problem(503, "database_unavailable", "The database cannot be reached.")
UNAVAILABLE_HEADERS = {"Retry-After": "5", "Cache-Control": "no-store"}


class OriginMiddleware:
    """Says through what a change came, and echoes the request id."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request with its origin known."""
        if request.path.startswith("/admin/"):
            channel = Channel.ADMIN
        elif request.path.startswith(MACHINE_PATHS):
            channel = Channel.API
        elif request.path.startswith("/portal/"):
            channel = Channel.PORTAL
        else:
            channel = Channel.WEB
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.match(given) else ""
        with arriving_through(channel, request_id=request_id, address=get_client_address(request)) as origin:
            response = self.get_response(request)
        # AuthZEN 1.0, section 10.1.3: the caller's own identifier comes back as it was, whatever it is.
        response.headers["X-Request-ID"] = given if ECHOED_ID.match(given) else origin.request_id
        return response


class AdminPolicyMiddleware:
    """Lets the admin alone evaluate Alpine's expressions; every other page keeps the strict policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Widen script-src for admin pages."""
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = {"script-src": [SELF, NONCE, UNSAFE_EVAL]}  # type: ignore[attr-defined]
        return response


class ReaderTimeZoneMiddleware:
    """Shows times in the reader's zone; they are stored in UTC."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the zone of the signed-in reader for this request."""
        zone = getattr(getattr(request, "user", None), "time_zone", "") or "UTC"
        try:
            timezone.activate(zoneinfo.ZoneInfo(zone))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


class DatabaseFaultMiddleware:
    """Answers 503 with Retry-After when the database cannot be reached; never a guess."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; faults of views arrive through process_exception."""
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self._unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a database fault inside a view into a 503."""
        if isinstance(exception, OperationalError | InterfaceError):
            return self._unavailable(request)
        return None

    def _unavailable(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse
        if request.path.startswith(MACHINE_PATHS):
            response = JsonResponse(UNAVAILABLE, status=503, content_type=CONTENT_TYPE)
        else:
            response = render(None, "503.html", status=503)
        for name, value in UNAVAILABLE_HEADERS.items():
            response.headers[name] = value
        return response
