"""What a score is explained by, over the API. Points are exact fractions, as text: "8/3"."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from governance.core.api.serializers import StrictSerializer
from vendors.assessments.models import AssessmentPart
from vendors.assessments.review import score_part
from vendors.assessments.scoring import Reason


class PointsSerializer(StrictSerializer):
    """What was earned of what could be."""

    earned = serializers.CharField(help_text='An exact fraction, such as "8/3".')
    possible = serializers.CharField(help_text='An exact fraction, such as "8/3".')


class LineSerializer(PointsSerializer):
    """What one question earned, and why; both numbers are 0 for one that is left out."""

    question_id = serializers.CharField()
    section = serializers.CharField()
    reason = serializers.ChoiceField(choices=[(reason.value, reason.value) for reason in Reason])
    is_counted = serializers.BooleanField()


class SectionScoreSerializer(PointsSerializer):
    """What a section earned."""

    section = serializers.CharField()
    percent = serializers.IntegerField(allow_null=True)


class PartScoreSerializer(StrictSerializer):
    """The score of one questionnaire with the reviewer's verdicts; `percent` is null when nothing is scored."""

    part = serializers.UUIDField(source="part.pk")
    questionnaire = serializers.CharField(source="part.version.template.key")
    label = serializers.CharField(source="part.version.label")  # type: ignore[assignment] # a column called like an attribute of the base
    percent = serializers.IntegerField(source="score.percent", allow_null=True)
    earned = serializers.CharField(source="score.earned")
    possible = serializers.CharField(source="score.possible")
    sections = SectionScoreSerializer(many=True)
    lines = LineSerializer(source="score.lines", many=True)


def describe_score(part: AssessmentPart) -> dict[str, Any]:
    """Return the score of a questionnaire as the serializer takes it."""
    score = score_part(part)
    sections = [
        {"section": key, "percent": total.percent, "earned": total.earned, "possible": total.possible}
        for key, total in score.sections.items()
    ]
    return {"part": part, "score": score, "sections": sections}
