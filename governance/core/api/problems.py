"""Errors as problem details (RFC 9457): type, title, status, detail, code, and `errors` by field."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from governance.core.errors import ServiceError

CONTENT_TYPE = "application/problem+json"


def make_problem(status: int, code: str, detail: str = "", errors: Any = None) -> dict[str, Any]:
    """Return a problem document as a dictionary."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        problem["errors"] = errors
    return problem


def problem_details(error: Exception, _context: dict[str, Any]) -> Response | None:
    """Turn an exception into a problem response; unknown exceptions stay a 500."""
    headers: dict[str, str] = {}
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, ServiceError):
        errors = {name: [str(text)] for name, text in error.fields.items()}
        status, body = error.status, make_problem(error.status, error.code, str(error.message), errors)
    elif isinstance(error, RequestDataTooBig):
        status, body = 413, make_problem(413, "too_large", "The body is too large.")
    elif isinstance(error, exceptions.ValidationError):
        status, body = 400, make_problem(400, "invalid", "Some of what was given is not valid.", error.detail)
    elif isinstance(error, exceptions.APIException):
        status = error.status_code
        codes = error.get_codes()
        body = make_problem(status, codes if isinstance(codes, str) else "error", str(error.detail))
        challenge, wait = getattr(error, "auth_header", None), getattr(error, "wait", None)
        if challenge:
            headers["WWW-Authenticate"] = challenge
        if wait:
            headers["Retry-After"] = str(int(wait) + 1)
    else:
        return None
    set_rollback()
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)
