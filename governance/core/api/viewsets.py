"""The base of record views: scoped queryset, declared policy, writes by services, ETags, honest cache headers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import transaction
from django.utils.cache import patch_vary_headers
from rest_framework import mixins, viewsets
from rest_framework.exceptions import APIException
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.idempotency import answers_once
from governance.core.api.permissions import Policy
from governance.core.services import change_record, create_record
from governance.core.writing import lock


class PreconditionFailed(APIException):
    """The record changed since the caller read it."""

    status_code = 412
    default_detail = "The record changed since you read it. Read it again and repeat your change."
    default_code = "changed_meanwhile"


class GovernedViewMixin:
    """Headers every API answer carries, and the model behind the view."""

    policy: ClassVar[Policy | None] = None
    queryset: Any = None

    def get_model(self) -> Any:
        """Return the model whose rights the policy asks for."""
        return self.queryset.model

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Read the body once the caller is known, so that views that need none refuse a malformed one as well."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if request.method not in SAFE_METHODS:
            request.data  # noqa: B018 # reading it is what parses it

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep answers out of shared caches: they depend on who asks."""
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ("Authorization", "Cookie"))
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class RecordViewSet(
    GovernedViewMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]
):
    """Reads of one kind of record."""

    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> Any:
        """Return the rows the caller may see (or change, for a change)."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.model.objects.none()
        rows: Any = super().get_queryset()
        return rows.restrict(self.request.user, "view")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one record with its ETag; 304 when the caller has it already."""
        record = self.get_object()
        tag = make_etag(record)
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(self.get_serializer(record).data, headers={"ETag": tag})


class CreateOnceMixin(mixins.CreateModelMixin):
    """Creates one record by POST, once for one Idempotency-Key; goes before RecordViewSet in the list of bases.

    Writing is the serializer's `create`, which calls a service, or the view's `perform_create`.
    """

    @answers_once
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Create one record; repeated with the same Idempotency-Key, the first answer comes again."""
        return super().create(request, *args, **kwargs)


class EditableRecordViewSet(CreateOnceMixin, RecordViewSet, mixins.UpdateModelMixin):
    """Reads, creation and change of one kind of record; `create_service` and `change_service` do the writing."""

    http_method_names = ["get", "head", "options", "post", "patch"]
    create_service: ClassVar[Callable[..., Any] | None] = None
    change_service: ClassVar[Callable[..., Any] | None] = None

    @answers_once
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change one record; repeated with the same Idempotency-Key, the first answer comes again."""
        return super().partial_update(request, *args, **kwargs)

    def perform_create(self, serializer: Any) -> None:
        """Create through the slice's service, or the plain one."""
        own = type(self).create_service
        if own is not None:
            serializer.instance = own(actor=self.request.user, **serializer.validated_data)
        else:
            serializer.instance = create_record(
                actor=self.request.user, model=self.get_model(), values=serializer.validated_data
            )

    def perform_update(self, serializer: Any) -> None:
        """Change through the slice's service, or the plain one; honours If-Match."""
        own = type(self).change_service or change_record
        with transaction.atomic():
            require_as_read(self.request, serializer.instance)
            serializer.instance = own(
                actor=self.request.user, record=serializer.instance, values=dict(serializer.validated_data)
            )


def make_etag(record: Any) -> str:
    """Return a strong ETag of a record: its key and the instant of its last change."""
    text = f"{record.pk}:{record.updated_at.isoformat()}"
    return '"' + hashlib.sha256(text.encode()).hexdigest()[:32] + '"'


def require_as_read(request: Request, record: Any) -> None:
    """Raise PreconditionFailed for a record that is not the one of If-Match any more.

    Compared under the lock that the service takes next, so that two callers cannot both be right; the caller's
    transaction is to hold both.
    """
    expected = request.headers.get("If-Match")
    if expected and expected != make_etag(lock(record)):
        raise PreconditionFailed()
