"""Agreements and the checks of their clauses over the API; ending and renewing happen in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from governance.classification.api import KeyListField
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import CreateOnceMixin, EditableRecordViewSet, RecordViewSet
from governance.core.days import legal_day
from vendors.agreements.enums import AgreementKind, ClauseResult
from vendors.agreements.models import Agreement, AgreementService, ClauseCheck
from vendors.agreements.services import check_clause

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


class ClauseCheckSerializer(StrictModelSerializer):
    """What was found about one clause, and where it stands; a later check of the clause replaces it."""

    class Meta:
        model = ClauseCheck
        fields = (
            "id",
            "agreement",
            "clause",
            "result",
            "section",
            "page",
            "note",
            "checked_by",
            "checked_at",
            *STAMPS,
        )
        read_only_fields = ("checked_by", "checked_at", *STAMPS)
        # The service takes a second check of a clause as a new finding.
        validators: ClassVar[list[Any]] = []

    def create(self, validated_data: Any) -> ClauseCheck:
        """Check through the service."""
        return check_clause(actor=self.context["request"].user, **validated_data)


class AgreementFilter(filters.FilterSet):
    """By vendor (its key), kind, owner, and whether it holds now or ends before a day."""

    vendor = filters.CharFilter(field_name="vendor__key")
    kind = filters.ChoiceFilter(choices=AgreementKind.choices)
    owner = filters.UUIDFilter(field_name="owner_id")
    expires_before = filters.DateFilter(field_name="expiry_date", lookup_expr="lt")
    in_force = filters.BooleanFilter(method="filter_in_force")

    def filter_in_force(self, rows: Any, name: str, value: bool) -> Any:
        """Keep the rows that hold today, or those that do not."""
        today = legal_day()
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


class ClauseCheckFilter(filters.FilterSet):
    """By agreement, clause and result."""

    agreement = filters.UUIDFilter(field_name="agreement_id")
    clause = filters.CharFilter()
    result = filters.ChoiceFilter(choices=ClauseResult.choices)


class ClauseCheckViewSet(CreateOnceMixin, RecordViewSet):
    """Checks of clauses: read them, note one."""

    http_method_names = ["get", "head", "options", "post"]
    policy = VENDORS
    queryset = ClauseCheck.objects.all()
    serializer_class = ClauseCheckSerializer
    filterset_class = ClauseCheckFilter
