"""The files that a vendor uploaded, for its own software: what there is, the content of one, taking one back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.serializers import StrictModelSerializer, StrictSerializer
from governance.core.api.viewsets import RecordViewSet
from vendors.assessments import services
from vendors.assessments.api.acting import BodyMixin, NothingSerializer, act
from vendors.assessments.api.files import FileMixin
from vendors.assessments.enums import EvidenceState
from vendors.assessments.models import Assessment, Evidence
from vendors.portal.access import list_evidence
from vendors.portal.api.assessments import ANSWERING
from vendors.questionnaires.content import LONGEST_ID


class SentEvidenceSerializer(StrictModelSerializer):
    """A file with what is known of it; one that is `quarantined` is being checked and cannot be read yet."""

    assessment = serializers.UUIDField(source="answer.part.assessment_id", read_only=True)
    part = serializers.UUIDField(source="answer.part_id", read_only=True)
    question_id = serializers.CharField(source="answer.question_id", read_only=True)

    class Meta:
        model = Evidence
        fields = (
            "id",
            "assessment",
            "part",
            "question_id",
            "file_name",
            "media_type",
            "size_bytes",
            "sha256",
            "state",
            "expires_on",
            "created_at",
        )
        read_only_fields = fields


class UploadSerializer(StrictSerializer):
    """A file that shows that an answer is true, as multipart/form-data."""

    question_id = serializers.CharField(max_length=LONGEST_ID)
    file = serializers.FileField()
    expires_on = serializers.DateField(
        required=False, allow_null=True, help_text="The first day (UTC) on which it shows nothing any more."
    )

    def validate_file(self, file: Any) -> Any:
        """Refuse several at once, of which one would be kept."""
        if len(self.initial_data.getlist("file")) > 1:
            raise serializers.ValidationError(_("Send one file in each call."))
        return file


class SentEvidenceFilter(filters.FilterSet):
    """By assessment, questionnaire of one, question, state, and end."""

    assessment = filters.UUIDFilter(field_name="answer__part__assessment_id")
    part = filters.UUIDFilter(field_name="answer__part_id")
    question_id = filters.CharFilter(field_name="answer__question_id")
    state = filters.MultipleChoiceFilter(choices=EvidenceState.choices)
    expires_before = filters.DateFilter(field_name="expires_on", lookup_expr="lt")


class SentEvidenceViewSet(FileMixin, BodyMixin, RecordViewSet):
    """Files of the vendors that the caller answers for, in what was sent; uploaded at portal/parts/{id}/evidence."""

    http_method_names = ["get", "head", "options", "post"]
    policy = ANSWERING
    action_rights = dict.fromkeys(("list", "retrieve", "content", "remove"), "answer")
    queryset = Evidence.objects.select_related("answer__part")
    serializer_class = SentEvidenceSerializer
    filterset_class = SentEvidenceFilter

    def get_model(self) -> Any:
        """Return the kind whose right to answer lets callers in."""
        return Assessment

    def get_queryset(self) -> Any:
        """Return the files that the portal shows the caller."""
        if getattr(self, "swagger_fake_view", False):
            return Evidence.objects.none()
        return list_evidence(self.request).select_related("answer__part__assessment", "answer__part__version")

    @extend_schema(responses={204: None})
    @act(NothingSerializer, None)
    def remove(self, request: Request, pk: str | None = None) -> Response:
        """Take a file back while the vendor may write; its name, size and digest stay in the history."""
        file = self.get_object()
        self.read_body(request)
        services.remove_evidence(actor=request.user, evidence=file)
        return Response(status=204)
