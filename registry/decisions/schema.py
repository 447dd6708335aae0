"""The shapes of questions and answers for the API's own description; the engine's types do the checking."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class SubjectSerializer(serializers.Serializer[Any]):
    """Who asks."""

    type = serializers.ChoiceField(choices=("team", "person", "agent"))
    id = serializers.CharField()


class UseSerializer(serializers.Serializer[Any]):
    """For what, at which rollout phase."""

    use_case = serializers.CharField(required=False)
    phase = serializers.IntegerField(min_value=1, max_value=4, required=False)


class ActionSerializer(serializers.Serializer[Any]):
    """What is to be done."""

    name = serializers.ChoiceField(choices=("use",))
    properties = UseSerializer(required=False)


class ResourceSerializer(serializers.Serializer[Any]):
    """With what: models are named provider/identifier, exactly."""

    type = serializers.ChoiceField(choices=("model", "tool", "agent"))
    id = serializers.CharField()


class ContextSerializer(serializers.Serializer[Any]):
    """With which data, where."""

    data_classes = serializers.ListField(child=serializers.CharField(), required=False)
    region = serializers.CharField(required=False)
    environment = serializers.CharField(required=False)


class DecisionRequestSerializer(serializers.Serializer[Any]):
    """One question, or `questions` with up to 1,000 of them and nothing else."""

    subject = SubjectSerializer(required=False)
    action = ActionSerializer(required=False)
    resource = ResourceSerializer(required=False)
    context = ContextSerializer(required=False)  # type: ignore[assignment]
    at = serializers.DateTimeField(required=False)
    explain = serializers.BooleanField(
        required=False, help_text="Answer check by check; for one question alone."
    )
    questions = serializers.ListField(child=serializers.DictField(), required=False, max_length=1000)


class RecordSerializer(serializers.Serializer[Any]):
    """A record that a reason rests on."""

    type = serializers.CharField()
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ReasonSerializer(serializers.Serializer[Any]):
    """Why: a stable code, a sentence, the record."""

    code = serializers.CharField()
    message = serializers.CharField()
    record = RecordSerializer(allow_null=True)


class LinkedRecordSerializer(RecordSerializer):
    """A record with the addresses of its page and of its history."""

    page = serializers.CharField()
    history = serializers.CharField()


class CheckSerializer(serializers.Serializer[Any]):
    """One check: what it looked at (null when that is not for the caller), what it found, on which records."""

    name = serializers.CharField()
    outcome = serializers.ChoiceField(choices=("pass", "fail", "not_applicable"))
    inputs = serializers.DictField(allow_null=True)
    reasons = ReasonSerializer(many=True)
    records = LinkedRecordSerializer(many=True)


class ObligationSerializer(serializers.Serializer[Any]):
    """A condition that the caller must honour."""

    code = serializers.CharField()
    message = serializers.CharField()


class AlternativeSerializer(serializers.Serializer[Any]):
    """Another resource for which the same question is permitted."""

    type = serializers.CharField()
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class DecisionSerializer(serializers.Serializer[Any]):
    """The answer to one question; bulk answers hold `revision` and `decisions`."""

    decision = serializers.ChoiceField(choices=("permit", "deny"))
    decision_id = serializers.UUIDField()
    reasons = ReasonSerializer(many=True)
    obligations = ObligationSerializer(many=True)
    alternatives = AlternativeSerializer(many=True)
    valid_until = serializers.DateTimeField()
    revision = serializers.IntegerField()
    checks = CheckSerializer(many=True, required=False)
