"""Reference data over the API, to read: data classes and their rules, places, adequacy decisions, regions."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from governance.classification.enums import AdequacyStatus, AdequacySubject, Sensitivity
from governance.classification.models import (
    AdequacyDecision,
    Country,
    DataClass,
    Grouping,
    GroupingMember,
    HandlingRule,
    Region,
)
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import RecordViewSet

READ_REGISTRY = Policy(read_scope="registry:read", write_scope="registry:write")


class KeyListField(serializers.ListField):
    """A list of keys, such as data classes or places."""

    child = serializers.CharField(max_length=80)

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)  # type: ignore[arg-type]


class CountrySerializer(StrictModelSerializer):
    """A country or territory."""

    parent: Any = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Country
        fields = ("id", "code", "name", "parent")


class GroupingSerializer(StrictModelSerializer):
    """A grouping of countries; its members over time have a list of their own."""

    class Meta:
        model = Grouping
        fields = ("id", "key", "name")


class GroupingMemberSerializer(StrictModelSerializer):
    """One stay of a country in a grouping, half-open."""

    grouping: Any = serializers.SlugRelatedField("key", read_only=True)
    country: Any = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = GroupingMember
        fields = ("id", "grouping", "country", "valid_from", "valid_to", "source")


class AdequacyDecisionSerializer(StrictModelSerializer):
    """An adequacy decision; half-open dates."""

    country: Any = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = AdequacyDecision
        fields = (
            "id",
            "subject_type",
            "subject",
            "country",
            "condition",
            "condition_text",
            "valid_from",
            "valid_to",
            "status",
            "source",
        )


class RegionSerializer(StrictModelSerializer):
    """A provider's region and its country."""

    country: Any = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Region
        fields = ("id", "key", "provider", "partition", "name", "city", "country")


class DataClassSerializer(StrictModelSerializer):
    """A data class; its rules have a list of their own."""

    categories = KeyListField()

    class Meta:
        model = DataClass
        fields = ("id", "key", "name", "sensitivity", "categories", "description", "is_active")


class HandlingRuleSerializer(StrictModelSerializer):
    """What a data class demands."""

    data_class: Any = serializers.SlugRelatedField("key", read_only=True)
    allowed_places = KeyListField()
    transfer_mechanisms = KeyListField()

    class Meta:
        model = HandlingRule
        fields = (
            "id",
            "data_class",
            "requires_dpa",
            "requires_baa",
            "requires_no_training",
            "max_retention_days",
            "allowed_places",
            "transfer_mechanisms",
            "legal_source",
        )


class CountryFilter(filters.FilterSet):
    """By code."""

    code = filters.CharFilter()


class GroupingFilter(filters.FilterSet):
    """By key."""

    key = filters.CharFilter()


class GroupingMemberFilter(filters.FilterSet):
    """By the keys of both ends."""

    grouping = filters.CharFilter(field_name="grouping__key")
    country = filters.CharFilter(field_name="country__code")


class AdequacyFilter(filters.FilterSet):
    """By country, subject and status."""

    country = filters.CharFilter(field_name="country__code")
    subject_type = filters.ChoiceFilter(choices=AdequacySubject.choices)
    status = filters.ChoiceFilter(choices=AdequacyStatus.choices)


class RegionFilter(filters.FilterSet):
    """By key, provider and country."""

    key = filters.CharFilter()
    provider = filters.CharFilter()
    country = filters.CharFilter(field_name="country__code")


class DataClassFilter(filters.FilterSet):
    """By key, sensitivity and whether it is active."""

    key = filters.CharFilter()
    sensitivity = filters.ChoiceFilter(choices=Sensitivity.choices)
    is_active = filters.BooleanFilter()


class HandlingRuleFilter(filters.FilterSet):
    """By data class."""

    data_class = filters.CharFilter(field_name="data_class__key")


class CountryViewSet(RecordViewSet):
    """Countries and territories."""

    policy = READ_REGISTRY
    queryset = Country.objects.select_related("parent")
    serializer_class = CountrySerializer
    filterset_class = CountryFilter


class GroupingViewSet(RecordViewSet):
    """Groupings of countries."""

    policy = READ_REGISTRY
    queryset = Grouping.objects.all()
    serializer_class = GroupingSerializer
    filterset_class = GroupingFilter


class GroupingMemberViewSet(RecordViewSet):
    """Members of groupings over time."""

    policy = READ_REGISTRY
    queryset = GroupingMember.objects.select_related("grouping", "country")
    serializer_class = GroupingMemberSerializer
    filterset_class = GroupingMemberFilter


class AdequacyDecisionViewSet(RecordViewSet):
    """Adequacy decisions."""

    policy = READ_REGISTRY
    queryset = AdequacyDecision.objects.select_related("country")
    serializer_class = AdequacyDecisionSerializer
    filterset_class = AdequacyFilter


class RegionViewSet(RecordViewSet):
    """Regions."""

    policy = READ_REGISTRY
    queryset = Region.objects.select_related("country")
    serializer_class = RegionSerializer
    filterset_class = RegionFilter


class DataClassViewSet(RecordViewSet):
    """Data classes."""

    policy = READ_REGISTRY
    queryset = DataClass.objects.all()
    serializer_class = DataClassSerializer
    filterset_class = DataClassFilter


class HandlingRuleViewSet(RecordViewSet):
    """Handling rules."""

    policy = READ_REGISTRY
    queryset = HandlingRule.objects.select_related("data_class")
    serializer_class = HandlingRuleSerializer
    filterset_class = HandlingRuleFilter
