"""Action items over the API: read, and marked as done."""

from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.idempotency import answers_once
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import RecordViewSet
from governance.notifications.models import ActionItem
from governance.notifications.services import close_action_item


class ActionItemSerializer(StrictModelSerializer):
    """Something a person must look at."""

    class Meta:
        model = ActionItem
        fields = (
            "id",
            "kind",
            "title",
            "body",
            "severity",
            "owner",
            "record_id",
            "record_label",
            "due_date",
            "done_at",
            "done_by",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class ActionItemFilter(filters.FilterSet):
    """Open or done, how severe, due before a day."""

    is_open = filters.BooleanFilter(field_name="done_at", lookup_expr="isnull")
    due_before = filters.DateFilter(field_name="due_date", lookup_expr="lt")

    class Meta:
        model = ActionItem
        fields = ("kind", "severity")


class ActionItemViewSet(RecordViewSet):
    """Action items the caller may see: their own, and all of them for officers and auditors."""

    policy = Policy(read_scope="registry:read", write_scope="registry:write")
    http_method_names = ["get", "head", "options", "post"]
    action_rights = {"close": "view"}
    queryset = ActionItem.objects.all()
    serializer_class = ActionItemSerializer
    filterset_class = ActionItemFilter

    @extend_schema(request=None, responses=ActionItemSerializer)
    @action(detail=True, methods=["post"])
    @answers_once
    def close(self, request: Request, pk: str | None = None) -> Response:
        """Mark an item as done; its owner may, and whoever may change items."""
        item = close_action_item(actor=request.user, item=self.get_object())
        return Response(self.get_serializer(item).data)
