"""GET /api/v1/bundle and /api/v1/bundle/statement: for keys that may read all that decisions rest on."""

from __future__ import annotations

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
from imprimatur.bundle import encode
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


class HolderView(GovernedViewMixin, APIView):
    """For callers that may hold a bundle; who has the very bytes already is told so."""

    policy = Policy(read_scope="decisions:bundle", any_user=True)
    http_method_names = ["get", "head", "options"]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse callers that may not."""
        super().initial(request, *args, **kwargs)
        check_may_hold(request.user)

    def answer(self, request: Request, etag: str, fresh: HttpResponse) -> HttpResponse:
        """Return what is fresh, or a 304 with the same headers to who has it."""
        fresh.headers["ETag"] = etag
        fresh.headers["Cache-Control"] = "private, no-cache"
        if request.headers.get("If-None-Match") != etag:
            return fresh
        kept = {
            name: value for name, value in fresh.items() if name not in ("Content-Type", "Content-Encoding")
        }
        return HttpResponse(status=304, headers=kept)


class SignedView(HolderView):
    """Answers with the statement and its signature in headers, and a tag that changes with them."""

    def sign(self, request: Request) -> HttpResponse:
        """Return the signed answer."""
        body = assembler.get_body(get_snapshot())
        signed = sign_body(body, timezone.now())
        response = self.fill(request, body)
        response.headers["Imprimatur-Statement"] = encode(signed.raw)
        response.headers["Imprimatur-Signature"] = encode(signed.signature)
        return self.answer(request, signed.etag, response)

    def fill(self, request: Request, body: Body) -> HttpResponse:
        """Return what the statement is told with."""
        raise NotImplementedError


class BundleView(SignedView):
    """The tables of the snapshot as canonical JSON."""

    @extend_schema(
        operation_id="bundle",
        summary="Signed bundle",
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, description="The snapshot as tables, canonical JSON.")
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """Return the body that the statement is about."""
        return self.sign(request)

    def fill(self, request: Request, body: Body) -> HttpResponse:
        """Return the body, compressed for who takes it so."""
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers = {"Content-Encoding": "gzip"}
            return HttpResponse(body.packed, content_type="application/json", headers=headers)
        return HttpResponse(body.raw, content_type="application/json")


class StatementView(SignedView):
    """The statement alone: all that a holder of the body needs while nothing changes."""

    @extend_schema(operation_id="bundle_statement", summary="Fresh statement", responses={204: None})
    def get(self, request: Request) -> HttpResponse:
        """Return the headers."""
        return self.sign(request)

    def fill(self, request: Request, body: Body) -> HttpResponse:
        """Return nothing but the headers."""
        return HttpResponse(status=204)


class OpaBundleView(HolderView):
    """What the engine permits, as a bundle of Open Policy Agent."""

    @extend_schema(
        operation_id="bundle_opa",
        summary="Bundle for Open Policy Agent",
        responses={(200, "application/gzip"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Return the bundle, or 304 to who has it."""
        bundle = opa_assembler.make(get_snapshot(), timezone.now())
        return self.answer(request, bundle.etag, HttpResponse(bundle.raw, content_type="application/gzip"))
