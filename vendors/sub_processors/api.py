"""Announced sub-processors over the API: read them, announce one. People decide in the admin."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters

from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import CreateOnceMixin, RecordViewSet
from vendors.sub_processors.enums import NoticeState
from vendors.sub_processors.models import SubProcessorNotice
from vendors.sub_processors.services import announce_sub_processor

STAMPS = ("created_at", "updated_at")
TOLD = ("objection_until_date", "state", "decision_note", "decided_by", "decided_at")


class SubProcessorNoticeSerializer(StrictModelSerializer):
    """An announced sub-processor; an objection is in time before `objection_until_date`."""

    class Meta:
        model = SubProcessorNotice
        fields = (
            "id",
            "vendor",
            "service",
            "name",
            "purpose",
            "country",
            "region",
            "announced_date",
            "notice_days",
            "effective_date",
            "document_url",
            *TOLD,
            *STAMPS,
        )
        read_only_fields = (*TOLD, *STAMPS)

    def create(self, validated_data: Any) -> SubProcessorNotice:
        """Announce through the service."""
        return announce_sub_processor(actor=self.context["request"].user, **validated_data)


class SubProcessorNoticeFilter(filters.FilterSet):
    """By vendor (its key), service, state, and until when one may object."""

    vendor = filters.CharFilter(field_name="vendor__key")
    service = filters.UUIDFilter(field_name="service_id")
    state = filters.ChoiceFilter(choices=NoticeState.choices)
    objection_before = filters.DateFilter(field_name="objection_until_date", lookup_expr="lt")


class SubProcessorNoticeViewSet(CreateOnceMixin, RecordViewSet):
    """Sub-processors that vendors announced."""

    http_method_names = ["get", "head", "options", "post"]
    policy = Policy(read_scope="vendors:read", write_scope="vendors:write")
    queryset = SubProcessorNotice.objects.all()
    serializer_class = SubProcessorNoticeSerializer
    filterset_class = SubProcessorNoticeFilter
