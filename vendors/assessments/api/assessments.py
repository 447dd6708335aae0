"""Assessments over the API: read, prepared, sent, looked through and decided. The services hold every rule."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.models import User
from governance.core.api.serializers import ScopedKeyField, StrictModelSerializer, StrictSerializer
from governance.core.api.viewsets import CreateOnceMixin
from vendors.assessments import services
from vendors.assessments.api.acting import (
    LONGEST_REASON,
    STAMPS,
    ActingViewSet,
    NothingSerializer,
    ReasonSerializer,
    act,
)
from vendors.assessments.api.scores import PartScoreSerializer, describe_score
from vendors.assessments.enums import AssessmentState
from vendors.assessments.models import Assessment, AssessmentPart, AssessmentReviewer
from vendors.assessments.selectors import counts_at
from vendors.questionnaires.models import TemplateVersion

#: Looked up before the service says how many are taken.
MOST_LOOKED_UP = 50
# The questions are megabytes; lists name the questionnaires alone.
PARTS = Prefetch(
    "parts", AssessmentPart.objects.select_related("version__template").defer("version__content")
)
SEATS = Prefetch("reviewers", AssessmentReviewer.objects.select_related("user"))
ACTS = ("send", "withdraw", "due_date", "reopen", "review", "ask", "accept", "reject")
TOLD = (
    "state",
    "round_number",
    "previous",
    "sent_at",
    "submitted_at",
    "submitted_by",
    "decided_at",
    "decided_by",
    "decision_note",
    "conditions",
    "valid_until",
)


class PartSerializer(StrictModelSerializer):
    """One questionnaire of an assessment, in the version that was sent."""

    questionnaire = serializers.CharField(source="version.template.key", read_only=True)
    title = serializers.CharField(source="version.template.title", read_only=True)
    label = serializers.CharField(source="version.label", read_only=True)  # type: ignore[assignment] # a column called like an attribute of the base
    question_count = serializers.IntegerField(source="version.question_count", read_only=True)

    class Meta:
        model = AssessmentPart
        fields = ("id", "version", "questionnaire", "title", "label", "question_count")
        read_only_fields = fields


class ReviewersField(serializers.ListField):
    """The people in the seats of an assessment, by their ids."""

    def get_attribute(self, instance: Assessment) -> list[User]:
        """Return who holds the seats, in the order they came."""
        return [seat.user for seat in instance.reviewers.all()]


class AssessmentSerializer(StrictModelSerializer):
    """A round of questions to a vendor; an acceptance counts from `decided_at` until the day `valid_until`."""

    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    introduction = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    owner = ScopedKeyField(
        queryset=User.objects.filter(is_active=True, is_staff=True),
        required=False,
        allow_null=True,
        help_text="Who leads the review; the caller when nobody is named.",
    )
    versions = serializers.ListField(
        child=ScopedKeyField(queryset=TemplateVersion.objects.select_related("template")),
        write_only=True,
        max_length=MOST_LOOKED_UP,
        help_text="The questionnaires, as published versions.",
    )
    reviewers = ReviewersField(
        child=ScopedKeyField(queryset=User.objects.filter(is_active=True, is_staff=True)),
        required=False,
        max_length=MOST_LOOKED_UP,
        help_text="Who looks through the answers beside the owner; each needs the right to review.",
    )
    parts = PartSerializer(many=True, read_only=True)
    conditions = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Assessment
        fields = (
            "id",
            "vendor",
            "service",
            "title",
            "introduction",
            "owner",
            "reviewers",
            "due_date",
            "recurs_months",
            "versions",
            "parts",
            *TOLD,
            *STAMPS,
        )
        read_only_fields = (*TOLD, *STAMPS)

    def create(self, validated_data: Any) -> Assessment:
        """Prepare through the service; nothing is sent by this."""
        return services.prepare_assessment(actor=self.context["request"].user, **validated_data)


class DueDateSerializer(ReasonSerializer):
    """Until when the vendor has time (null: no day is named), and why that changed."""

    due_date = serializers.DateField(allow_null=True)


class ReopenSerializer(ReasonSerializer):
    """Why there is another round, and until when."""

    due_date = serializers.DateField(required=False, allow_null=True)


class AcceptSerializer(StrictSerializer):
    """How an assessment is accepted; with conditions it becomes `accepted_with_conditions`."""

    note = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True)
    conditions = serializers.ListField(
        child=serializers.CharField(max_length=500), max_length=20, required=False
    )
    valid_until = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="The first day (UTC) it counts no more; without one by its rhythm, or a year.",
    )


class AssessmentFilter(filters.FilterSet):
    """By vendor (its key), service, state, reviewer, due or ending before a day, and whether it is in force now."""

    vendor = filters.CharFilter(field_name="vendor__key")
    service = filters.UUIDFilter(field_name="service_id")
    state = filters.MultipleChoiceFilter(choices=AssessmentState.choices)
    owner = filters.UUIDFilter(field_name="owner_id")
    questionnaire = filters.CharFilter(field_name="parts__version__template__key", distinct=True)
    due_before = filters.DateFilter(field_name="due_date", lookup_expr="lt")
    valid_until_before = filters.DateFilter(field_name="valid_until", lookup_expr="lt")
    in_force = filters.BooleanFilter(method="filter_in_force")

    def filter_in_force(self, rows: Any, name: str, value: bool) -> Any:
        """Keep the rows that were accepted and count now, or the others."""
        holds = counts_at(timezone.now())
        return rows.filter(holds) if value else rows.exclude(holds)


class AssessmentViewSet(CreateOnceMixin, ActingViewSet):
    """Assessments: read them, prepare one, send it, look through it, decide."""

    action_rights = dict.fromkeys(ACTS, "view")
    queryset = Assessment.objects.prefetch_related(PARTS, SEATS)
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter

    @extend_schema(responses=PartScoreSerializer(many=True))
    @action(detail=True, methods=["get"], filter_backends=(), pagination_class=None)
    def score(self, request: Request, pk: str | None = None) -> Response:
        """Return what each questionnaire earned, by section and question, with the reason of every line."""
        parts = self.get_object().parts.select_related("version__template")
        return Response(PartScoreSerializer([describe_score(part) for part in parts], many=True).data)

    @act(NothingSerializer, AssessmentSerializer)
    def send(self, request: Request, pk: str | None = None) -> Response:
        """Let the vendor answer."""
        return self.perform(request, services.send_assessment, "assessment")

    @act(ReasonSerializer, AssessmentSerializer)
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Give it up before it is decided."""
        return self.perform(request, services.withdraw_assessment, "assessment")

    @act(DueDateSerializer, AssessmentSerializer, url_path="due-date")
    def due_date(self, request: Request, pk: str | None = None) -> Response:
        """Give the vendor more time, or less."""
        return self.perform(request, services.change_due_date, "assessment")

    @act(ReopenSerializer, AssessmentSerializer)
    def reopen(self, request: Request, pk: str | None = None) -> Response:
        """Begin the next round with the same questionnaires; the answer is that round, as a draft."""
        return self.perform(request, services.reopen_assessment, "assessment")

    @act(NothingSerializer, AssessmentSerializer)
    def review(self, request: Request, pk: str | None = None) -> Response:
        """Begin to look through what was handed in."""
        return self.perform(request, services.start_review, "assessment")

    @act(NothingSerializer, AssessmentSerializer)
    def ask(self, request: Request, pk: str | None = None) -> Response:
        """Give it back to the vendor with the questions asked about its answers (answers/{id}/judge)."""
        return self.perform(request, services.ask_vendor, "assessment")

    @act(AcceptSerializer, AssessmentSerializer)
    def accept(self, request: Request, pk: str | None = None) -> Response:
        """Let decisions count on it; nobody who had a hand in the answers can."""
        return self.perform(request, services.accept_assessment, "assessment")

    @act(ReasonSerializer, AssessmentSerializer)
    def reject(self, request: Request, pk: str | None = None) -> Response:
        """Let decisions deny what the vendor supplies; nobody who had a hand in the answers can."""
        return self.perform(request, services.reject_assessment, "assessment")
