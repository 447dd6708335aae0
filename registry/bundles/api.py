"""GET /api/v1/bundle and /api/v1/bundle/statement: for keys that may read all that decisions rest on."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from governance.core.api.permissions import Policy
from governance.core.api.viewsets import GovernedViewMixin
from governance.core.errors import NotPermitted
from governance.core.rights import rights_of
from registry.bundles.assembling import Body, assembler, sign_body
from registry.bundles.opa import opa_assembler
from registry.decisions.snapshots import get_snapshot
from registry.decisions.veiling import RECORD_RIGHTS

#: The bundle holds people as well, whom no reason ever names.
NEEDED = frozenset({*RECORD_RIGHTS.values(), "governance.view_user"})


def check_may_hold(actor: Any) -> None:
    """Raise NotPermitted unless the caller may read every kind of record that the bundle holds.

    A bundle cannot be veiled as an answer is: who holds it could ask it everything.
    """
    rights = rights_of(actor)
    missing = sorted(name for name in NEEDED if not rights.everywhere_has(name))
    if missing:
        raise NotPermitted(
            _("A bundle needs the rights of the Auditor role; missing: %s") % ", ".join(missing)
        )


class SignedView(GovernedViewMixin, APIView):
    """Answers with the statement and its signature in headers, and a tag that changes with them."""

    policy = Policy(read_scope="decisions:bundle", any_user=True)
    http_method_names = ["get", "head", "options"]

    def answer(self, request: Request) -> HttpResponse:
        """Return 304 to who has this very statement, and otherwise what the view gives."""
        check_may_hold(request.user)
        body = assembler.get_body(get_snapshot())
        signed = sign_body(body, timezone.now())
        headers = {
            "ETag": signed.etag,
            "Cache-Control": "private, no-cache",
            "Imprimatur-Statement": encode(signed.raw),
            "Imprimatur-Signature": encode(signed.signature),
        }
        if request.headers.get("If-None-Match") == signed.etag:
            return HttpResponse(status=304, headers=headers)
        return self.fill(request, body, headers)

    def fill(self, request: Request, body: Body, headers: dict[str, str]) -> HttpResponse:
        """Return the response to who has something else."""
        raise NotImplementedError


class BundleView(SignedView):
    """The snapshot as canonical JSON."""

    @extend_schema(
        operation_id="bundle",
        summary="Signed bundle",
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT, description="The snapshot, canonical JSON.")},
    )
    def get(self, request: Request) -> HttpResponse:
        """Return the body that the statement is about."""
        return self.answer(request)

    def fill(self, request: Request, body: Body, headers: dict[str, str]) -> HttpResponse:
        """Return the body, compressed for who takes it so."""
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return HttpResponse(
                body.packed, content_type="application/json", headers={**headers, "Content-Encoding": "gzip"}
            )
        return HttpResponse(body.raw, content_type="application/json", headers=headers)


class StatementView(SignedView):
    """The statement alone: all that a holder of the body needs while nothing changes."""

    @extend_schema(operation_id="bundle_statement", summary="Fresh statement", responses={204: None})
    def get(self, request: Request) -> HttpResponse:
        """Return the headers."""
        return self.answer(request)

    def fill(self, request: Request, body: Body, headers: dict[str, str]) -> HttpResponse:
        """Return nothing but the headers."""
        return HttpResponse(status=204, headers=headers)


class OpaBundleView(GovernedViewMixin, APIView):
    """What the engine permits, as a bundle of Open Policy Agent."""

    policy = Policy(read_scope="decisions:bundle", any_user=True)
    http_method_names = ["get", "head", "options"]

    @extend_schema(
        operation_id="bundle_opa",
        summary="Bundle for Open Policy Agent",
        responses={(200, "application/gzip"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Return the bundle, or 304 to who has it."""
        check_may_hold(request.user)
        bundle = opa_assembler.make(get_snapshot(), timezone.now())
        headers = {"ETag": bundle.etag, "Cache-Control": "private, no-cache"}
        if request.headers.get("If-None-Match") == bundle.etag:
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(bundle.raw, content_type="application/gzip", headers=headers)


def encode(raw: bytes) -> str:
    """Return base64url text without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
