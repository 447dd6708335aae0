"""Approvals over the API: ask, read. Votes are cast by people at the review page, never with a key."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.approvals import services
from governance.approvals.enums import ApprovalState, RequestState
from governance.approvals.models import Approval, ApprovalRequest
from governance.approvals.subjects import get_subject_kind, list_subject_labels
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer, StrictSerializer
from governance.core.api.viewsets import CreateOnceMixin, RecordViewSet


@extend_schema_field(
    {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "id": {"type": "string", "format": "uuid"},
            "label": {"type": "string"},
        },
        "required": ["type", "id"],
    }
)
class RecordReferenceField(serializers.Field[Any, Any, Any, Any]):
    """A record as {"type", "id"}; foreign and missing records get the same sentence."""

    def to_representation(self, value: Any) -> dict[str, str]:
        """Return the reference."""
        return {
            "type": f"{value.record_type.app_label}.{value.record_type.model}",
            "id": str(value.record_id),
            "label": value.record_label,
        }

    def to_internal_value(self, data: Any) -> Any:
        """Return the record the caller may see, under the name `record`."""
        refusal = serializers.ValidationError(_("There is no such record."))
        if not isinstance(data, dict) or set(data) - {"type", "id"}:
            raise serializers.ValidationError(_('Give {"type": "…", "id": "…"}.'))
        label, key = data.get("type"), data.get("id")
        if label not in list_subject_labels() or not isinstance(key, str):
            raise refusal
        model = get_subject_kind(label).model
        try:
            identifier = serializers.UUIDField().to_internal_value(key)
        except serializers.ValidationError:
            raise refusal from None
        record = model.objects.restrict(self.context["request"].user, "view").filter(pk=identifier).first()
        if record is None:
            raise refusal
        return {"record": record}


class ScopeSerializer(StrictSerializer):
    """For what, by whom, where, with which data, up to which phase; "*" means any, nothing is implied."""

    use_cases = serializers.ListField(child=serializers.CharField(max_length=80), max_length=500)
    teams = serializers.ListField(child=serializers.CharField(max_length=80), max_length=500)
    environments = serializers.ListField(child=serializers.CharField(max_length=80), max_length=20)
    data_classes = serializers.ListField(child=serializers.CharField(max_length=80), max_length=100)
    regions = serializers.ListField(child=serializers.CharField(max_length=80), max_length=500)
    max_phase = serializers.IntegerField(min_value=1, max_value=4)


class ConditionSerializer(StrictSerializer):
    """A condition that callers get as an obligation."""

    code = serializers.CharField(max_length=80)
    message = serializers.CharField(max_length=500)


class ApprovalRequestSerializer(StrictModelSerializer):
    """A request, with its record and the digest that votes are bound to."""

    record = RecordReferenceField(source="*")
    scope = ScopeSerializer(source="permitted_scope")
    conditions = ConditionSerializer(many=True, required=False)
    requester = serializers.CharField(source="requester.name", read_only=True)
    valid_from = serializers.DateTimeField(source="wanted_from", read_only=True)
    valid_until = serializers.DateTimeField(source="wanted_until", required=False)

    class Meta:
        model = ApprovalRequest
        fields = (
            "id",
            "number",
            "record",
            "risk_tier",
            "state",
            "requester",
            "justification",
            "scope",
            "conditions",
            "valid_from",
            "valid_until",
            "digest",
            "expires_at",
            "decided_at",
            "created_at",
        )
        read_only_fields = (
            "number",
            "risk_tier",
            "state",
            "digest",
            "expires_at",
            "decided_at",
            "created_at",
        )

    def create(self, validated_data: Any) -> ApprovalRequest:
        """Ask through the service."""
        return services.request_approval(
            actor=self.context["request"].user,
            record=validated_data["record"],
            scope=validated_data["permitted_scope"],
            justification=validated_data["justification"],
            conditions=validated_data.get("conditions", ()),
            valid_until=validated_data.get("wanted_until"),
        )


class ApprovalSerializer(StrictModelSerializer):
    """An approval: what it is bound to, what it permits, from when to when."""

    record = RecordReferenceField(source="*", read_only=True)
    scope = ScopeSerializer(source="permitted_scope", read_only=True)
    request = serializers.UUIDField(source="request_id", read_only=True)

    class Meta:
        model = Approval
        fields = read_only_fields = (
            "id",
            "number",
            "record",
            "state",
            "scope",
            "conditions",
            "binding",
            "valid_from",
            "valid_until",
            "ended_at",
            "end_reason",
            "request",
        )


class RequestFilter(filters.FilterSet):
    """Filters of the request list."""

    state = filters.ChoiceFilter(choices=RequestState.choices)
    record_id = filters.UUIDFilter()

    class Meta:
        model = ApprovalRequest
        fields = ("state", "record_id", "risk_tier")


class ApprovalFilter(filters.FilterSet):
    """Filters of the approval list."""

    state = filters.ChoiceFilter(choices=ApprovalState.choices)
    record_id = filters.UUIDFilter()
    ends_before = filters.IsoDateTimeFilter(field_name="valid_until", lookup_expr="lt")

    class Meta:
        model = Approval
        fields = ("state", "record_id")


class ApprovalRequestViewSet(CreateOnceMixin, RecordViewSet):
    """Requests for approval: open one, follow it."""

    http_method_names = ["get", "head", "options", "post"]
    policy = Policy(read_scope="approvals:read", write_scope="approvals:request")
    queryset = ApprovalRequest.objects.select_related("requester", "record_type")
    serializer_class = ApprovalRequestSerializer
    filterset_class = RequestFilter


class ApprovalViewSet(RecordViewSet):
    """Approvals granted."""

    policy = Policy(read_scope="approvals:read")
    queryset = Approval.objects.select_related("record_type")
    serializer_class = ApprovalSerializer
    filterset_class = ApprovalFilter
