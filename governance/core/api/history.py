"""The history of any record over the API: its timeline, and the record as it was at an instant; reads only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.core.admin.veil import show
from governance.core.api.permissions import Policy
from governance.core.api.viewsets import GovernedViewMixin
from governance.core.enums import AsOfState
from governance.core.records import TrackedRecord
from governance.core.selectors import AsOf, Entry, HistoryFilter, find_subject, get_as_of, list_history


class ChangeSerializer(serializers.Serializer[Any]):
    """One column that changed, in words."""

    field = serializers.CharField(source="name")
    label = serializers.CharField()  # type: ignore[assignment] # a column called like an attribute of the base
    before = serializers.CharField()
    after = serializers.CharField()
    added = serializers.ListField(child=serializers.CharField())
    removed = serializers.ListField(child=serializers.CharField())
    sentence = serializers.CharField()


class ActorSerializer(serializers.Serializer[Any]):
    """Who acted; a pseudonym when the account was anonymised."""

    id = serializers.UUIDField(source="actor_id", allow_null=True)
    name = serializers.CharField(source="actor")


class FactSerializer(serializers.Serializer[Any]):
    """Something an event carries, in words."""

    name = serializers.CharField()
    value = serializers.CharField()


class EntrySerializer(serializers.Serializer[Entry]):
    """One act on the record."""

    kind = serializers.ChoiceField(choices=("created", "changed", "deleted", "event"))
    title = serializers.CharField()
    when = serializers.DateTimeField()
    actor = ActorSerializer(source="*")
    channel = serializers.CharField()
    reason = serializers.CharField()
    request_id = serializers.CharField()
    changes = ChangeSerializer(many=True)
    facts = FactSerializer(many=True)


class AsOfSerializer(serializers.Serializer[AsOf]):
    """The record at an instant: its values in words when it existed."""

    at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=AsOfState.choices)
    fields_then = FactSerializer(many=True, source="fields")


class HistorySerializer(serializers.Serializer[Any]):
    """One page of a record's timeline, newest first, and the record at the instant asked for."""

    record = serializers.DictField(child=serializers.CharField())
    entries = EntrySerializer(many=True)
    next = serializers.CharField(allow_null=True)
    as_of = AsOfSerializer(allow_null=True)


def find_kind(kind: str) -> Any:
    """Return the tracked model called "app.model"; an unknown one is as missing as a foreign record."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, TrackedRecord):
        raise Http404
    return model


class HistoryView(GovernedViewMixin, APIView):
    """The history of one record that the caller may see."""

    policy = Policy(read_scope="audit:read", any_user=True)
    http_method_names = ["get", "head", "options"]

    @extend_schema(
        operation_id="history_retrieve",
        summary="History of a record",
        parameters=[
            OpenApiParameter("before", str, description="The `next` of the page before."),
            OpenApiParameter("field", str, description="Only changes of this column."),
            OpenApiParameter("person", UUID, description="Only acts of this account."),
            OpenApiParameter("since", str, description="From this instant on (RFC 3339)."),
            OpenApiParameter("until", str, description="Before this instant (RFC 3339)."),
            OpenApiParameter("at", str, description="Also the record as it was at this instant (RFC 3339)."),
        ],
        responses=HistorySerializer,
    )
    def get(self, request: Request, kind: str, key: UUID) -> Response:
        """Answer with one page of the timeline."""
        record = find_subject(request.user, find_kind(kind), key)
        if record is None:
            raise Http404
        asked = request.query_params
        unknown = sorted(set(asked) - {"before", "field", "person", "since", "until", "at"})
        if unknown:
            raise ValidationError({name: [_("This parameter is not known here.")] for name in unknown})
        wanted = HistoryFilter(
            field=asked.get("field", ""),
            person=_read(asked, "person", UUID),
            since=_read(asked, "since", read_instant),
            until=_read(asked, "until", read_instant),
        )
        at = _read(asked, "at", read_instant)
        page = list_history(record, actor=request.user, wanted=wanted, before=asked.get("before", ""))
        answer = {
            "record": show(request.user, record).reference,
            "entries": page.entries,
            "next": page.next or None,
            "as_of": get_as_of(record, at, actor=request.user) if at else None,
        }
        return Response(HistorySerializer(answer).data)


def read_instant(text: str) -> Any:
    """Return an instant with its offset, or raise ValueError."""
    value = parse_datetime(text)
    if value is None or timezone.is_naive(value):
        raise ValueError(text)
    return value


def _read(asked: Any, name: str, reader: Any) -> Any:
    text = asked.get(name)
    if not text:
        return None
    try:
        return reader(text)
    except (ValueError, OverflowError):
        raise ValidationError({name: [_("This is not a valid value.")]}) from None
