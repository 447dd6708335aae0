"""What is said about answers, over the API: messages that both sides read, and notes that no vendor reads."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import CreateOnceMixin, RecordViewSet
from vendors.assessments import services
from vendors.assessments.api.acting import ASSESSMENTS, STAMPS
from vendors.assessments.models import AnswerMessage, ReviewNote
from vendors.assessments.services.remarks import LONGEST


class AnswerMessageSerializer(StrictModelSerializer):
    """A remark that both sides read; one that `is_question` waits for the vendor."""

    text = serializers.CharField(max_length=LONGEST)

    class Meta:
        model = AnswerMessage
        fields = ("id", "answer", "side", "author", "text", "is_question", *STAMPS)
        read_only_fields = ("side", "author", "is_question", *STAMPS)

    def create(self, validated_data: Any) -> AnswerMessage:
        """Write through the service."""
        return services.write_message(actor=self.context["request"].user, **validated_data)


class ReviewNoteSerializer(StrictModelSerializer):
    """A remark among ourselves."""

    text = serializers.CharField(max_length=LONGEST)

    class Meta:
        model = ReviewNote
        fields = ("id", "answer", "author", "text", *STAMPS)
        read_only_fields = ("author", *STAMPS)

    def create(self, validated_data: Any) -> ReviewNote:
        """Write through the service."""
        return services.write_note(actor=self.context["request"].user, **validated_data)


class RemarkFilter(filters.FilterSet):
    """By assessment and answer."""

    assessment = filters.UUIDFilter(field_name="answer__part__assessment_id")
    answer = filters.UUIDFilter(field_name="answer_id")


class RemarkViewSet(CreateOnceMixin, RecordViewSet):
    """The base of both: read them, write one. The services say who may."""

    http_method_names = ["get", "head", "options", "post"]
    policy = ASSESSMENTS
    action_rights = {"create": "view"}
    filterset_class = RemarkFilter


class AnswerMessageViewSet(RemarkViewSet):
    """Messages between reviewers and vendors."""

    queryset = AnswerMessage.objects.all()
    serializer_class = AnswerMessageSerializer


class ReviewNoteViewSet(RemarkViewSet):
    """Notes among reviewers; no vendor reads one."""

    queryset = ReviewNote.objects.all()
    serializer_class = ReviewNoteSerializer
