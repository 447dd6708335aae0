"""Answers and the files beside them, over the API: read, and judged. Vendors answer in vendors/portal/api.py."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.serializers import StrictModelSerializer, StrictSerializer
from governance.core.api.viewsets import RecordViewSet
from vendors.assessments import services
from vendors.assessments.api.acting import ASSESSMENTS, STAMPS, ActingViewSet, act, naming
from vendors.assessments.api.files import FileMixin
from vendors.assessments.enums import EvidenceState, Verdict
from vendors.assessments.models import AssessmentAnswer, Evidence
from vendors.assessments.services.remarks import LONGEST


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}},
            {
                "type": "array",
                "items": {"type": "object", "additionalProperties": {"type": "string"}},
            },
            {"type": "null"},
        ]
    }
)
class ValueField(serializers.Field[Any, Any, Any, Any]):
    """A key, a text, a list of keys or the rows of a table, by the kind of the question; null: not answered."""

    def __init__(self, **named: Any) -> None:
        super().__init__(allow_null=True, **named)

    def to_representation(self, value: Any) -> Any:
        """Return the value as it is stored."""
        return value

    def to_internal_value(self, data: Any) -> Any:
        """Return what was given: the service knows what the question takes."""
        return data


class AnswerSerializer(StrictModelSerializer):
    """What a vendor says to one question; `revision` counts its changes."""

    assessment = serializers.UUIDField(source="part.assessment_id", read_only=True)
    version = serializers.UUIDField(source="part.version_id", read_only=True)
    value = ValueField(read_only=True)

    class Meta:
        model = AssessmentAnswer
        fields = (
            "id",
            "assessment",
            "part",
            "version",
            "question_id",
            "value",
            "comment",
            "owner_key",
            "duties",
            "revision",
            "answered_by",
            "verdict",
            *STAMPS,
        )
        read_only_fields = fields


class EvidenceSerializer(StrictModelSerializer):
    """What is known of a file; its content is at evidence/{id}/content."""

    assessment = serializers.UUIDField(source="answer.part.assessment_id", read_only=True)
    question_id = serializers.CharField(source="answer.question_id", read_only=True)

    class Meta:
        model = Evidence
        fields = (
            "id",
            "assessment",
            "answer",
            "question_id",
            "file_name",
            "media_type",
            "size_bytes",
            "sha256",
            "state",
            "expires_on",
            "uploaded_by",
            *STAMPS,
        )
        read_only_fields = fields


class JudgeSerializer(StrictSerializer):
    """What a reviewer makes of an answer; "" takes it back, and `questioned` says what is asked of the vendor."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    question = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)


class AnswerFilter(filters.FilterSet):
    """By vendor (its key), assessment, questionnaire of one, question and verdict."""

    vendor = filters.CharFilter(field_name="part__assessment__vendor__key")
    assessment = filters.UUIDFilter(field_name="part__assessment_id")
    part = filters.UUIDFilter(field_name="part_id")
    question_id = filters.CharFilter()
    verdict = filters.MultipleChoiceFilter(choices=[each for each in Verdict.choices if each[0]])


class EvidenceFilter(filters.FilterSet):
    """By vendor (its key), assessment, answer, state and end."""

    vendor = filters.CharFilter(field_name="answer__part__assessment__vendor__key")
    assessment = filters.UUIDFilter(field_name="answer__part__assessment_id")
    answer = filters.UUIDFilter(field_name="answer_id")
    state = filters.ChoiceFilter(choices=EvidenceState.choices)
    expires_before = filters.DateFilter(field_name="expires_on", lookup_expr="lt")


class AnswerViewSet(ActingViewSet):
    """Answers of vendors: read them, judge one."""

    action_rights = {"judge": "view"}
    queryset = AssessmentAnswer.objects.select_related("part")
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilter

    @act(JudgeSerializer, AnswerSerializer)
    def judge(self, request: Request, pk: str | None = None) -> Response:
        """Say what a reviewer makes of it; nobody who had a hand in the answers can."""
        with naming(text="question"):
            return self.perform(request, services.judge_answer, "answer")


class EvidenceViewSet(FileMixin, RecordViewSet):
    """Files that vendors uploaded: their names, types, sizes and digests, and their content."""

    policy = ASSESSMENTS
    queryset = Evidence.objects.select_related("answer__part")
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
