"""Idempotency-Key on writing calls: the same key, caller, route and body get the first answer again, for a day.

The answer is stored in the transaction of the change itself, so a crash leaves either both or neither. Only successes
are kept: a refused call may be repeated under the same key once its cause is gone. The answer comes again as long as
the caller may see what it tells of.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.models import IdempotentAnswer

HEADER = "Idempotency-Key"
KEY = re.compile(r"^[\x21-\x7e]{1,200}$")
KEPT_FOR = timedelta(hours=24)
# A call that has not answered by then has died with its process; nothing of it was committed.
GIVEN_UP_AFTER = timedelta(minutes=2)
KEPT_HEADERS = ("ETag", "Location")

Handler = Callable[..., Response]


class StillRunning(APIException):
    """The first call with this key has not answered yet."""

    status_code = 409
    default_detail = _("The first call with this key is still running. Ask again in a moment.")
    default_code = "still_running"
    wait = 1


class KeyReused(APIException):
    """The key came with another body before."""

    status_code = 422
    default_detail = _("This key was used for another request. Use a fresh key for each request.")
    default_code = "key_reused"


class _Refused(Exception):
    """Undoes the transaction of a handler that answered with an error."""


def answers_once(handler: Handler) -> Handler:
    """Make a writing handler of an API view honour the Idempotency-Key header.

    Not for answers that hold a secret shown once: what is stored could be read for a day.
    """

    @functools.wraps(handler)
    def run(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not KEY.match(key):
            raise ParseError(_("An Idempotency-Key is 1 to 200 visible ASCII characters."))
        kept, is_ours = _claim(request, key)
        if not is_ours:
            return _repeat(view, kept)
        try:
            with transaction.atomic():
                response = handler(view, request, *args, **kwargs)
                if response.status_code >= 400:
                    raise _Refused(response)
                _keep(kept, response)
        except _Refused as refusal:
            _release(kept)
            answer: Response = refusal.args[0]
            return answer
        except BaseException:
            _release(kept)
            raise
        return response

    run.answers_once = True  # type: ignore[attr-defined] # for the test that walks all routes
    return run


def digest_body(request: Request) -> str:
    """Return the SHA-256 of what was sent, in hexadecimal.

    Of a form what its fields and files hold: the boundary between them is another one in each call.
    """
    if request._request.content_type != "multipart/form-data":
        return hashlib.sha256(request._request.body).hexdigest()
    form: Any = request.data
    digest = hashlib.sha256()
    for name, values in sorted(form.lists()):
        for value in values:
            said: list[Any] = [name, value]
            if isinstance(value, UploadedFile):
                said = [name, value.name, _digest_file(value)]
            digest.update(json.dumps(said).encode() + b"\n")
    return digest.hexdigest()


def _digest_file(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _claim(request: Request, key: str) -> tuple[IdempotentAnswer, bool]:
    """Return the row of this call and whether this call is the one to answer it."""
    now = timezone.now()
    digest = "sha256:" + digest_body(request)
    caller = f"{request.user.pk}:{request.auth.pk if request.auth is not None else 'session'}"
    route = f"{request.method} {request.path}"[:255]
    IdempotentAnswer.objects.filter(caller=caller, expires_at__lte=now).delete()
    try:
        with transaction.atomic():
            row = IdempotentAnswer.objects.create(
                caller=caller,
                route=route,
                key=key,
                digest=digest,
                started_at=now,
                expires_at=now + KEPT_FOR,
            )
            return row, True
    except IntegrityError:
        row = IdempotentAnswer.objects.get(caller=caller, route=route, key=key)
    if row.digest != digest:
        raise KeyReused()
    if row.status:
        return row, False
    stale = IdempotentAnswer.objects.filter(pk=row.pk, status=0, started_at=row.started_at)
    if row.started_at < now - GIVEN_UP_AFTER and stale.update(started_at=now):
        return row, True
    raise StillRunning()


def _keep(row: IdempotentAnswer, response: Response) -> None:
    row.status = response.status_code
    row.body = JSONRenderer().render(response.data)
    row.headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    row.save(update_fields=["status", "body", "headers"])


def _release(row: IdempotentAnswer) -> None:
    IdempotentAnswer.objects.filter(pk=row.pk, status=0).delete()


def _repeat(view: Any, row: IdempotentAnswer) -> Response:
    data = json.loads(bytes(row.body)) if row.body else None
    if data is not None:
        _require_sight(view, data)
    return Response(data, status=row.status, headers={**row.headers, "Idempotent-Replayed": "true"})


def _require_sight(view: Any, data: Any) -> None:
    """Raise Http404 where the caller may see no more what the answer tells of: rights can end within a day."""
    if not hasattr(view, "get_object"):
        return
    if (view.lookup_url_kwarg or view.lookup_field) in view.kwargs:
        view.get_object()
    elif isinstance(data, dict) and "id" in data and not view.get_queryset().filter(pk=data["id"]).exists():
        raise Http404
