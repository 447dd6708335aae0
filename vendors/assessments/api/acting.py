"""Acts on a record over the API: POST to a sub-resource named after the act, translated to the one service of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.idempotency import answers_once
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictSerializer
from governance.core.api.viewsets import RecordViewSet, make_etag, require_as_read
from governance.core.errors import InvalidInput

ASSESSMENTS = Policy(read_scope="assessments:read", write_scope="assessments:write")
STAMPS = ("created_at", "updated_at")
LONGEST_REASON = 2_000


class NothingSerializer(StrictSerializer):
    """An act that needs no more said: {}."""


class ReasonSerializer(StrictSerializer):
    """Why something is done."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


def act(body: type[StrictSerializer], answer: Any, **named: Any) -> Callable[[Any], Any]:
    """Route POST {record}/{name of the method} to a method, with the form of its body for readers and software.

    Repeated with the same Idempotency-Key, the first answer comes again.
    """

    def decorate(handler: Any) -> Any:
        request = None if body is NothingSerializer else body
        routed = action(detail=True, methods=["post"], body_class=body, filter_backends=(), **named)
        return extend_schema(request=request, responses={200: answer})(routed(answers_once(handler)))

    return decorate


@contextmanager
def naming(**names: str) -> Iterator[None]:
    """Let a refusal name the fields of the body where the service calls them otherwise: naming(text="question")."""
    try:
        yield
    except InvalidInput as refusal:
        refusal.fields = {names.get(name, name): text for name, text in refusal.fields.items()}
        raise


class BodyMixin:
    """Reads the body of an act; `body_class` is set by `act` for the route of each."""

    body_class: ClassVar[type[StrictSerializer] | None] = None

    def get_serializer_class(self: Any) -> Any:
        """Let OPTIONS describe the body that the act takes, not the record."""
        if self.action == "metadata" and self.body_class is not None:
            return self.body_class
        return super().get_serializer_class()  # type: ignore[misc] # of the view it is mixed into

    def read_body(self: Any, request: Request) -> dict[str, Any]:
        """Return what was said, checked; unknown fields are named in a 400."""
        given = self.body_class(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class ActingViewSet(BodyMixin, RecordViewSet):
    """Reads of one kind, and the acts on one of it.

    Who may act is for the services to say, by the record itself: a right granted on one record alone acts on it. What
    one may not see is missing; what one sees and may not act on is a 403.
    """

    http_method_names = ["get", "head", "options", "post"]
    policy = ASSESSMENTS

    def perform(self, request: Request, service: Callable[..., Any], name: str) -> Response:
        """Let the service act on the record under its name for it; honours If-Match."""
        record = self.get_object()
        values = self.read_body(request)
        with transaction.atomic():
            require_as_read(request, record)
            done = service(actor=request.user, **{name: record}, **values)
        return Response(self.get_serializer(done).data, headers={"ETag": make_etag(done)})
