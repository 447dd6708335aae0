"""Attestations over the API; exceptions are judged in the admin."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import EditableRecordViewSet
from governance.core.days import legal_day
from vendors.attestations import services
from vendors.attestations.enums import AttestationKind
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter
from vendors.attestations.selectors import in_force_on
from vendors.attestations.validators import LONGEST_EXCEPTION

VENDORS = Policy(read_scope="vendors:read", write_scope="vendors:write")
STAMPS = ("created_at", "updated_at")
TOLD = ("are_exceptions_acceptable", "exceptions_note", "judged_by", "judged_at")


class AttestationSerializer(StrictModelSerializer):
    """An attestation; dates are half-open, the judgement of its exceptions is read-only."""

    exceptions = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_EXCEPTION), required=False
    )
    is_in_force = serializers.SerializerMethodField(
        help_text="Whether it counts now, bridge letters included."
    )
    ends_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="The first instant no longer in force, bridge letters included.",
    )

    class Meta:
        model = Attestation
        fields = (
            "id",
            "vendor",
            "kind",
            "title",
            "auditor",
            "scope_text",
            "covers_all_services",
            "period_start_date",
            "period_end_date",
            "issued_date",
            "valid_until_date",
            "is_in_force",
            "ends_at",
            "exceptions",
            *TOLD,
            "owner",
            "document_url",
            *STAMPS,
        )
        read_only_fields = (*TOLD, *STAMPS)

    def get_is_in_force(self, attestation: Attestation) -> bool:
        """Return whether it counts now."""
        return attestation.is_in_force(timezone.now())


class AttestationServiceSerializer(StrictModelSerializer):
    """One service that an attestation covers, when it does not cover all."""

    class Meta:
        model = AttestationService
        fields = ("id", "attestation", "service", *STAMPS)
        read_only_fields = STAMPS


class BridgeLetterSerializer(StrictModelSerializer):
    """A bridge letter; it covers [covers_from_date, covers_until_date)."""

    class Meta:
        model = BridgeLetter
        fields = (
            "id",
            "attestation",
            "covers_from_date",
            "covers_until_date",
            "issued_date",
            "document_url",
            *STAMPS,
        )
        read_only_fields = STAMPS


class AttestationFilter(filters.FilterSet):
    """By vendor (its key), kind, owner, and whether it counts now or ends before a day."""

    vendor = filters.CharFilter(field_name="vendor__key")
    kind = filters.ChoiceFilter(choices=AttestationKind.choices)
    owner = filters.UUIDFilter(field_name="owner_id")
    valid_until_before = filters.DateFilter(field_name="valid_until_date", lookup_expr="lt")
    in_force = filters.BooleanFilter(method="filter_in_force")

    def filter_in_force(self, rows: Any, name: str, value: bool) -> Any:
        """Keep the rows that count today, or those that do not."""
        condition = in_force_on(legal_day())
        return rows.filter(condition) if value else rows.exclude(condition)


class AttestationServiceFilter(filters.FilterSet):
    """By both ends."""

    attestation = filters.UUIDFilter(field_name="attestation_id")
    service = filters.UUIDFilter(field_name="service_id")


class BridgeLetterFilter(filters.FilterSet):
    """By attestation."""

    attestation = filters.UUIDFilter(field_name="attestation_id")


class AttestationViewSet(EditableRecordViewSet):
    """Reports and certificates about vendors."""

    policy = VENDORS
    queryset = Attestation.objects.prefetch_related("bridge_letters")
    serializer_class = AttestationSerializer
    filterset_class = AttestationFilter
    change_service = services.change_attestation


class AttestationServiceViewSet(EditableRecordViewSet):
    """Services that attestations cover."""

    policy = VENDORS
    queryset = AttestationService.objects.all()
    serializer_class = AttestationServiceSerializer
    filterset_class = AttestationServiceFilter


class BridgeLetterViewSet(EditableRecordViewSet):
    """Letters that carry attestations on."""

    policy = VENDORS
    queryset = BridgeLetter.objects.all()
    serializer_class = BridgeLetterSerializer
    filterset_class = BridgeLetterFilter
