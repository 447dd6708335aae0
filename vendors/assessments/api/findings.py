"""Findings over the API: read, raised and closed."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.models import User
from governance.core.api.serializers import ScopedKeyField, StrictModelSerializer, StrictSerializer
from governance.core.api.viewsets import CreateOnceMixin
from vendors.assessments import services
from vendors.assessments.api.acting import LONGEST_REASON, STAMPS, ActingViewSet, act
from vendors.assessments.enums import FindingSeverity
from vendors.assessments.models import AssessmentFinding, AssessmentPart

TOLD = ("vendor", "closed_at", "closed_by", "closing_note")


class FindingSerializer(StrictModelSerializer):
    """Something that is not as it should be; an open critical one denies every use of the vendor."""

    description = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    part = ScopedKeyField(
        queryset=AssessmentPart.objects.all(),
        required=False,
        allow_null=True,
        help_text="The questionnaire, as `answers` name it: needed where several of the round use the question's id.",
    )
    owner = ScopedKeyField(
        queryset=User.objects.filter(is_active=True, is_staff=True),
        required=False,
        allow_null=True,
        help_text="Who sees to it; the reviewer of the assessment when nobody is named.",
    )

    class Meta:
        model = AssessmentFinding
        fields = (
            "id",
            "assessment",
            "part",
            "question_id",
            "title",
            "description",
            "severity",
            "owner",
            "due_date",
            *TOLD,
            *STAMPS,
        )
        read_only_fields = (*TOLD, *STAMPS)

    def create(self, validated_data: Any) -> AssessmentFinding:
        """Raise through the service."""
        return services.raise_finding(actor=self.context["request"].user, **validated_data)


class CloseSerializer(StrictSerializer):
    """What shows that a finding is mended."""

    note = serializers.CharField(max_length=LONGEST_REASON)


class FindingFilter(filters.FilterSet):
    """By vendor (its key), assessment, severity, owner, whether it is open, and due before a day."""

    vendor = filters.CharFilter(field_name="vendor__key")
    assessment = filters.UUIDFilter(field_name="assessment_id")
    question_id = filters.CharFilter()
    severity = filters.MultipleChoiceFilter(choices=FindingSeverity.choices)
    owner = filters.UUIDFilter(field_name="owner_id")
    is_open = filters.BooleanFilter(field_name="closed_at", lookup_expr="isnull")
    due_before = filters.DateFilter(field_name="due_date", lookup_expr="lt")


class FindingViewSet(CreateOnceMixin, ActingViewSet):
    """Findings: read them, raise one, close one."""

    action_rights = {"create": "view", "close": "view"}
    queryset = AssessmentFinding.objects.all()
    serializer_class = FindingSerializer
    filterset_class = FindingFilter

    @act(CloseSerializer, FindingSerializer)
    def close(self, request: Request, pk: str | None = None) -> Response:
        """Close it with what shows that it is mended; nobody who answered for the vendor can."""
        return self.perform(request, services.close_finding, "finding")
