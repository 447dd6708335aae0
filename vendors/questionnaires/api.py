"""Questionnaires and their versions over the API: read what can be sent, and what exactly it asks."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer, StrictSerializer
from governance.core.api.viewsets import RecordViewSet
from vendors.questionnaires.content import QuestionKind
from vendors.questionnaires.enums import VersionState
from vendors.questionnaires.models import QuestionnaireTemplate, TemplateVersion

READ = Policy(read_scope="assessments:read")
STAMPS = ("created_at", "updated_at")
KINDS = [(kind.value, kind.value) for kind in QuestionKind]


class ChoiceSerializer(StrictSerializer):
    """One of the answers offered; answers carry its key."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a column called like an attribute of the base


class AskedQuestionSerializer(StrictSerializer):
    """One question as whoever answers it reads it."""

    id = serializers.CharField()
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    choices = ChoiceSerializer(many=True)
    columns = serializers.ListField(child=serializers.CharField(), help_text="Of a table.")
    is_required = serializers.BooleanField()
    guidance = serializers.CharField()
    help = serializers.CharField()
    needs_evidence = serializers.BooleanField()
    allows_na = serializers.BooleanField()
    asks_owner = serializers.BooleanField()


@extend_schema_field({"type": ["object", "null"], "additionalProperties": True})
class ConditionField(serializers.Field[Any, Any, Any, Any]):
    """A condition on other answers, as it is stored; null: always asked."""

    def to_representation(self, value: Any) -> Any:
        """Return it as it is."""
        return value

    def to_internal_value(self, data: Any) -> Any:
        """Return it as it is."""
        return data


class QuestionSerializer(AskedQuestionSerializer):
    """One question with what it is scored by."""

    weight = serializers.IntegerField()
    good = serializers.ListField(
        child=serializers.CharField(), help_text="The keys that earn the weight; none: not scored."
    )
    shown_if = ConditionField()
    controls = serializers.ListField(child=serializers.CharField(), help_text='As "framework:control".')


class SectionSerializer(StrictSerializer):
    """Questions that belong together."""

    key = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    questions = QuestionSerializer(many=True)


class ContentSerializer(StrictSerializer):
    """Everything a version asks; `framework` and `version` are empty for a questionnaire of one's own."""

    title = serializers.CharField()
    framework = serializers.CharField()
    version = serializers.CharField()
    notice = serializers.CharField()
    owners = ChoiceSerializer(many=True)
    sections = SectionSerializer(many=True)


class QuestionnaireTemplateSerializer(StrictModelSerializer):
    """A questionnaire through all its versions."""

    class Meta:
        model = QuestionnaireTemplate
        fields = ("id", "key", "title", "framework", "description", "is_active", *STAMPS)
        read_only_fields = fields


class TemplateVersionSerializer(StrictModelSerializer):
    """A version of a questionnaire, in brief; a published one never changes."""

    questionnaire = serializers.CharField(source="template.key", read_only=True)
    framework = serializers.CharField(source="template.framework", read_only=True)

    class Meta:
        model = TemplateVersion
        fields = (
            "id",
            "template",
            "questionnaire",
            "framework",
            "label",
            "state",
            "digest",
            "question_count",
            "published_at",
            *STAMPS,
        )
        read_only_fields = fields


class WholeTemplateVersionSerializer(TemplateVersionSerializer):
    """A version of a questionnaire with every question."""

    content = ContentSerializer(source="questionnaire.to_json", read_only=True)

    class Meta:
        model = TemplateVersion
        fields = (*TemplateVersionSerializer.Meta.fields, "content")
        read_only_fields = fields


class TemplateVersionFilter(filters.FilterSet):
    """By questionnaire (its key), published framework and state."""

    questionnaire = filters.CharFilter(field_name="template__key")
    framework = filters.CharFilter(field_name="template__framework")
    state = filters.ChoiceFilter(choices=VersionState.choices)


class QuestionnaireTemplateViewSet(RecordViewSet):
    """Questionnaires."""

    policy = READ
    queryset = QuestionnaireTemplate.objects.all()
    serializer_class = QuestionnaireTemplateSerializer
    filterset_fields = ("key", "framework", "is_active")


class TemplateVersionViewSet(RecordViewSet):
    """Versions of questionnaires: the list in brief, one with all its questions."""

    policy = READ
    queryset = TemplateVersion.objects.select_related("template")
    serializer_class = WholeTemplateVersionSerializer
    filterset_class = TemplateVersionFilter

    def get_queryset(self) -> Any:
        """Leave the questions of whole pages in the database: they are megabytes."""
        rows = super().get_queryset()
        return rows.defer("content") if self.action == "list" else rows

    def get_serializer_class(self) -> Any:
        """Return the brief form for lists."""
        return TemplateVersionSerializer if self.action == "list" else self.serializer_class
