"""The portal for a vendor's own software: what was sent to it, and handing in.

The views show what the pages of the portal show, to the same people, and write through the same services.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Prefetch
from django.db.models.fields.json import KeyTextTransform
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import RecordViewSet
from vendors.assessments import services
from vendors.assessments.api.acting import BodyMixin, NothingSerializer, act
from vendors.assessments.enums import AssessmentState
from vendors.assessments.models import Assessment, AssessmentPart
from vendors.portal.access import list_assessments

#: One scope for all of it: who reads the questions through these routes is who answers them.
ANSWERING = Policy(read_scope="assessments:answer", write_scope="assessments:answer")
# What is asked may be megabytes; of a list, its title is enough. It is the vendor's title, not our template's.
PARTS = Prefetch(
    "parts",
    AssessmentPart.objects.select_related("version")
    .defer("version__content")
    .annotate(title=KeyTextTransform("title", "version__content")),
)


class SentPartInBriefSerializer(StrictModelSerializer):
    """One questionnaire; its questions and answers are at portal/parts/{id}."""

    title = serializers.CharField(read_only=True)
    question_count = serializers.IntegerField(source="version.question_count", read_only=True)

    class Meta:
        model = AssessmentPart
        fields = ("id", "title", "question_count")
        read_only_fields = fields


class SentAssessmentSerializer(StrictModelSerializer):
    """An assessment as the vendor sees it; conditions and the end of an acceptance are told with the decision."""

    vendor_name = serializers.CharField(source="vendor.name", read_only=True)
    conditions = serializers.ListField(child=serializers.CharField(), read_only=True)
    parts = SentPartInBriefSerializer(many=True, read_only=True)

    class Meta:
        model = Assessment
        fields = (
            "id",
            "vendor_name",
            "title",
            "introduction",
            "state",
            "due_date",
            "sent_at",
            "submitted_at",
            "conditions",
            "valid_until",
            "parts",
        )
        read_only_fields = fields


class SentAssessmentFilter(filters.FilterSet):
    """By state and due before a day."""

    state = filters.MultipleChoiceFilter(choices=AssessmentState.choices)
    due_before = filters.DateFilter(field_name="due_date", lookup_expr="lt")


class SentAssessmentViewSet(BodyMixin, RecordViewSet):
    """What was sent to the vendors that the caller answers for; drafts and what was withdrawn do not exist here."""

    http_method_names = ["get", "head", "options", "post"]
    policy = ANSWERING
    action_rights = dict.fromkeys(("list", "retrieve", "submit"), "answer")
    queryset = Assessment.objects.all()
    serializer_class = SentAssessmentSerializer
    filterset_class = SentAssessmentFilter

    def get_queryset(self) -> Any:
        """Return the assessments that the portal shows the caller."""
        if getattr(self, "swagger_fake_view", False):
            return Assessment.objects.none()
        return list_assessments(self.request).prefetch_related(PARTS)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one of them; its ETag is that of what is told, since the record changes with what is ours too."""
        data = self.get_serializer(self.get_object()).data
        tag = f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return Response(data, headers={"ETag": tag})

    @act(NothingSerializer, SentAssessmentSerializer)
    def submit(self, request: Request, pk: str | None = None) -> Response:
        """Hand the answers in; 400 while something that must be answered is not."""
        assessment = self.get_object()
        self.read_body(request)
        services.submit_assessment(actor=request.user, assessment=assessment)
        return Response(self.get_serializer(self.get_object()).data)
