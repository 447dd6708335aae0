"""What breaks if an agreement lapses or a vendor stops, over the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.core.api.permissions import Policy
from governance.core.api.viewsets import GovernedViewMixin
from imprimatur.instants import format_instant
from registry.decisions.foreseeing import check_may_foresee, foresee_agreement_end, foresee_vendor_stop
from registry.decisions.lapses import Break, Lapse
from vendors.agreements.models import Agreement
from vendors.directory.models import Vendor


class BreakSerializer(serializers.Serializer[Any]):
    """What one team can no longer do with one model version for one purpose, and why."""

    resource_type = serializers.CharField()
    resource_id = serializers.CharField()
    record_id = serializers.CharField()
    use_case = serializers.CharField()
    team = serializers.CharField()
    environments = serializers.ListField(child=serializers.CharField())
    data_classes = serializers.ListField(child=serializers.CharField())
    regions = serializers.ListField(child=serializers.CharField())
    codes = serializers.ListField(child=serializers.CharField())


class ImpactSerializer(serializers.Serializer[Any]):
    """What breaks at an instant; `at` is null when the record does not hold anyway."""

    at = serializers.DateTimeField(allow_null=True)
    is_supposed = serializers.BooleanField(
        help_text="It has no end of its own: the answer is for an end at this moment."
    )
    breaks = BreakSerializer(many=True)
    total = serializers.IntegerField(help_text="All that were found; `breaks` holds the first of them.")
    is_complete = serializers.BooleanField(
        help_text="False when there was more to ask than is asked at once."
    )
    revision = serializers.IntegerField(allow_null=True)


class ImpactView(GovernedViewMixin, APIView):
    """The base of both: an answer of the gate about a record that the caller may see."""

    policy = Policy(read_scope="decisions:ask", any_user=True)
    http_method_names = ["get", "head", "options"]
    model: Any = None

    def find_record(self, request: Request, pk: UUID) -> Any:
        """Return the record if the caller may see it; foreign and missing are one."""
        check_may_foresee(request.user)
        record = self.model.objects.restrict(request.user, "view").filter(pk=pk).first()
        if record is None:
            raise Http404
        return record


class AgreementImpactView(ImpactView):
    """Which uses that are permitted now would be denied once the agreement has ended."""

    model = Agreement

    @extend_schema(operation_id="agreement_impact", responses={200: ImpactSerializer})
    def get(self, request: Request, pk: UUID) -> Response:
        """Return what breaks when the agreement ends; one without an end, as if it ended now."""
        agreement = self.find_record(request, pk)
        return _answer(foresee_agreement_end(actor=request.user, agreement=agreement))


class VendorImpactView(ImpactView):
    """Which uses that are permitted now would be denied if the vendor were suspended."""

    model = Vendor

    @extend_schema(operation_id="vendor_impact", responses={200: ImpactSerializer})
    def get(self, request: Request, pk: UUID) -> Response:
        """Return what breaks if the vendor is suspended now."""
        vendor = self.find_record(request, pk)
        return _answer(foresee_vendor_stop(actor=request.user, vendor=vendor))


def _answer(lapse: Lapse | None) -> Response:
    body: dict[str, Any] = {
        "at": None,
        "is_supposed": False,
        "breaks": [],
        "total": 0,
        "is_complete": True,
        "revision": None,
    }
    if lapse is not None:
        body = {
            "at": format_instant(lapse.at),
            "is_supposed": lapse.is_supposed,
            "breaks": [_describe(row) for row in lapse.rows],
            "total": lapse.total,
            "is_complete": lapse.is_complete,
            "revision": lapse.revision,
        }
    return Response(body, headers={"Cache-Control": "no-store"})


def _describe(row: Break) -> dict[str, Any]:
    return {
        "resource_type": row.resource_type,
        "resource_id": row.resource_id,
        "record_id": row.record_id,
        "use_case": row.use_case,
        "team": row.team,
        "environments": list(row.environments),
        "data_classes": list(row.data_classes),
        "regions": list(row.regions),
        "codes": list(row.codes),
    }
