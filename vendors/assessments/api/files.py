"""The content of an uploaded file over the API, streamed to whoever asked: no address works for others."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from vendors.assessments.downloads import send_file


class WhateverIsAccepted(BaseContentNegotiation):
    """Sends a file whatever the caller says it accepts, and problems as JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Return the first parser: nothing is sent along."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """Return the first renderer."""
        return renderers[0], renderers[0].media_type


class FileMixin:
    """GET {file}/content for a view of evidence; what its queryset leaves out is a 404 like what is missing."""

    @extend_schema(
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            409: OpenApiResponse(description="It is being checked, was refused by the scanner, or is gone."),
        }
    )
    @action(detail=True, methods=["get"], filter_backends=(), content_negotiation_class=WhateverIsAccepted)
    def content(self: Any, request: Request, pk: str | None = None) -> FileResponse:
        """Return the file itself, as an attachment; what it is by its content is `media_type` of the record."""
        return send_file(self.get_object())
