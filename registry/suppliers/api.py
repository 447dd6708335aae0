"""How risky a vendor is, over the API, with every step to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictSerializer
from governance.core.api.viewsets import GovernedViewMixin
from governance.core.errors import NotPermitted
from registry.suppliers.weighing import may_weigh, weigh
from vendors.assessments.enums import FindingSeverity
from vendors.assessments.risk import Band
from vendors.directory.models import Vendor

BANDS = [(band.name.lower(), band.name.lower()) for band in Band]


class BandField(serializers.ChoiceField):
    """How much risk: low, moderate, high or critical."""

    def __init__(self, **named: Any) -> None:
        super().__init__(choices=BANDS, **named)

    def to_representation(self, value: Any) -> str:
        """Return the name of the band."""
        return Band(value).name.lower()


class ContributionSerializer(StrictSerializer):
    """One line of the inherent risk."""

    code = serializers.ChoiceField(choices=("tier", "sensitivity", "category", "places", "training"))
    detail = serializers.CharField(help_text="Its word or number; `unknown` counts as the worst.")
    points = serializers.IntegerField()


class InherentRiskSerializer(StrictSerializer):
    """What is at stake before anything is known of the vendor's controls; the points add up."""

    points = serializers.IntegerField()
    band = BandField()
    contributions = ContributionSerializer(many=True)


class StepSerializer(StrictSerializer):
    """One step to the residual risk, and where it led."""

    code = serializers.ChoiceField(choices=("inherent", "score", "findings"))
    detail = serializers.CharField()
    band = BandField()


class ResidualRiskSerializer(StrictSerializer):
    """What is left after the score of the assessment in force and the findings that are open."""

    band = BandField()
    steps = StepSerializer(many=True)


class OpenFindingsSerializer(StrictSerializer):
    """How many findings of each severity are open."""

    low = serializers.IntegerField()
    medium = serializers.IntegerField()
    high = serializers.IntegerField()
    critical = serializers.IntegerField()


class RiskSerializer(StrictSerializer):
    """The risk of a vendor now."""

    vendor = serializers.UUIDField()
    at = serializers.DateTimeField()
    inherent = InherentRiskSerializer()
    residual = ResidualRiskSerializer()
    assessment = serializers.UUIDField(allow_null=True, help_text="The one in force whose score counts.")
    percent = serializers.IntegerField(allow_null=True, help_text="Its score; null when nothing is scored.")
    open_findings = OpenFindingsSerializer()


class VendorRiskView(GovernedViewMixin, APIView):
    """The inherent and the residual risk of a vendor, as its page in the admin shows them."""

    policy = Policy(read_scope="assessments:read")
    http_method_names = ["get", "head", "options"]

    def get_model(self) -> Any:
        """Return the kind whose rows the caller has to see."""
        return Vendor

    @extend_schema(operation_id="vendor_risk", responses=RiskSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Return the risk; 403 to callers who would be told of less than there is, since they see only some of it."""
        vendor = Vendor.objects.restrict(request.user, "view").filter(pk=pk).first()
        if vendor is None:
            raise Http404
        if not may_weigh(request.user, vendor):
            raise NotPermitted()
        now = timezone.now()
        weighed = weigh(request.user, vendor, now)
        severities = [finding.severity for finding in weighed.findings]
        risk = {
            "vendor": vendor.pk,
            "at": now,
            "inherent": weighed.inherent,
            "residual": weighed.residual,
            "assessment": weighed.counted.assessment.pk if weighed.counted is not None else None,
            "percent": weighed.counted.percent if weighed.counted is not None else None,
            "open_findings": {str(each): severities.count(each) for each in FindingSeverity},
        }
        return Response(RiskSerializer(risk).data, headers={"Cache-Control": "no-store"})
