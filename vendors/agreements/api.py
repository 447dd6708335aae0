"""Agreements over the API; ending and renewing happen in the admin."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from governance.classification.api import KeyListField
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import EditableRecordViewSet
from vendors.agreements.enums import AgreementKind
from vendors.agreements.models import Agreement, AgreementService

VENDORS = Policy(read_scope="vendors:read", write_scope="vendors:write")
STAMPS = ("created_at", "updated_at")


class AgreementSerializer(StrictModelSerializer):
    """An agreement; dates are half-open, its end by termination and its predecessor are read-only."""

    clauses = KeyListField(required=False)
    is_in_force = serializers.SerializerMethodField(help_text="Whether it holds now.")

    class Meta:
        model = Agreement
        fields = (
            "id",
            "vendor",
            "kind",
            "title",
            "our_reference",
            "our_party",
            "their_party",
            "effective_date",
            "expiry_date",
            "terminated_date",
            "is_in_force",
            "notice_days",
            "scc_module",
            "transfer_assessment_date",
            "scheme",
            "clauses",
            "retention_limit_days",
            "breach_notice_hours",
            "covers_all_services",
            "owner",
            "document_url",
            "predecessor",
            *STAMPS,
        )
        read_only_fields = ("terminated_date", "predecessor", *STAMPS)

    def get_is_in_force(self, agreement: Agreement) -> bool:
        """Return whether it holds now."""
        return agreement.is_in_force(timezone.now())


class AgreementServiceSerializer(StrictModelSerializer):
    """One service that an agreement covers, when it does not cover all."""

    class Meta:
        model = AgreementService
        fields = ("id", "agreement", "service", *STAMPS)
        read_only_fields = STAMPS


class AgreementFilter(filters.FilterSet):
    """By vendor (its key), kind, owner, and whether it holds now or ends before a day."""

    vendor = filters.CharFilter(field_name="vendor__key")
    kind = filters.ChoiceFilter(choices=AgreementKind.choices)
    owner = filters.UUIDFilter(field_name="owner_id")
    expires_before = filters.DateFilter(field_name="expiry_date", lookup_expr="lt")
    in_force = filters.BooleanFilter(method="filter_in_force")

    def filter_in_force(self, rows: Any, name: str, value: bool) -> Any:
        """Keep the rows that hold today, or those that do not."""
        today = timezone.now().astimezone(UTC).date()
        holds = (
            Q(effective_date__lte=today)
            & (Q(expiry_date__isnull=True) | Q(expiry_date__gt=today))
            & (Q(terminated_date__isnull=True) | Q(terminated_date__gt=today))
        )
        return rows.filter(holds if value else ~holds)


class AgreementServiceFilter(filters.FilterSet):
    """By both ends."""

    agreement = filters.UUIDFilter(field_name="agreement_id")
    service = filters.UUIDFilter(field_name="service_id")


class AgreementViewSet(EditableRecordViewSet):
    """Agreements with vendors."""

    policy = VENDORS
    queryset = Agreement.objects.all()
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter


class AgreementServiceViewSet(EditableRecordViewSet):
    """Services that agreements cover."""

    policy = VENDORS
    queryset = AgreementService.objects.all()
    serializer_class = AgreementServiceSerializer
    filterset_class = AgreementServiceFilter
