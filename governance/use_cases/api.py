"""Use cases over the API, to read."""

from __future__ import annotations

from django_filters import rest_framework as filters

from governance.classification.api import READ_REGISTRY, KeyListField
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import RecordViewSet
from governance.use_cases.enums import RiskTier
from governance.use_cases.models import UseCase


class UseCaseSerializer(StrictModelSerializer):
    """A use case; `data_classes` are keys."""

    data_classes = KeyListField()

    class Meta:
        model = UseCase
        fields = (
            "id",
            "key",
            "name",
            "purpose",
            "owner",
            "team",
            "data_classes",
            "risk_tier",
            "is_active",
            "created_at",
            "updated_at",
        )


class UseCaseFilter(filters.FilterSet):
    """By key, team, owner, risk tier and whether it is active."""

    key = filters.CharFilter()
    team = filters.CharFilter(field_name="team__key")
    owner = filters.UUIDFilter(field_name="owner_id")
    risk_tier = filters.ChoiceFilter(choices=RiskTier.choices)
    is_active = filters.BooleanFilter()


class UseCaseViewSet(RecordViewSet):
    """Use cases."""

    policy = READ_REGISTRY
    queryset = UseCase.objects.all()
    serializer_class = UseCaseSerializer
    filterset_class = UseCaseFilter
