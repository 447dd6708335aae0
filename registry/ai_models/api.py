"""Models, aliases and catalogue imports over the API. States move in the admin; here they are read."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.approvals.models import Approval
from governance.approvals.selectors import list_in_force
from governance.core.api.idempotency import answers_once
from governance.core.api.parsers import StrictJSONParser
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer, StrictSerializer
from governance.core.api.viewsets import GovernedViewMixin, RecordViewSet
from governance.core.days import legal_day
from registry.ai_models import services
from registry.ai_models.enums import CatalogueState, Lifecycle, PinKind, RowKind
from registry.ai_models.models import CatalogueImport, CatalogueImportRow, ModelAlias, ModelVersion
from registry.ai_models.selectors import find_alias, find_version, list_report_rows

READ = Policy(read_scope="registry:read")
STAMPS = ("created_at", "updated_at")


class ModelVersionSerializer(StrictModelSerializer):
    """A model version; prices are US dollars per million tokens, as text."""

    family = serializers.CharField(source="model.name", read_only=True)
    vendor = serializers.UUIDField(source="model.vendor_id", read_only=True, allow_null=True)
    owner = serializers.UUIDField(source="model.owner_id", read_only=True, allow_null=True)

    class Meta:
        model = ModelVersion
        fields = (
            "id",
            "catalogue_id",
            "provider",
            "identifier",
            "family",
            "pin_kind",
            "pin_value",
            "lifecycle",
            "deprecation_date",
            "release_date",
            "retired_at",
            "vendor",
            "service",
            "owner",
            "mode",
            "provider_status",
            "context_tokens",
            "max_output_tokens",
            "input_usd_per_million",
            "output_usd_per_million",
            "supported_regions",
            "capabilities",
            "source",
            "catalogue_state",
            "lookalike_of",
            "is_lookalike_accepted",
            *STAMPS,
        )
        read_only_fields = fields


class ModelVersionFilter(filters.FilterSet):
    """By id, provider, family, state, pin and end of support."""

    lifecycle = filters.MultipleChoiceFilter(choices=Lifecycle.choices)
    pin_kind = filters.MultipleChoiceFilter(choices=PinKind.choices)
    catalogue_state = filters.ChoiceFilter(choices=CatalogueState.choices)
    family = filters.CharFilter(field_name="model__name")
    deprecated_before = filters.DateFilter(field_name="deprecation_date", lookup_expr="lt")
    is_lookalike = filters.BooleanFilter(field_name="lookalike_of", lookup_expr="isnull", exclude=True)

    class Meta:
        model = ModelVersion
        fields = ("catalogue_id", "provider")


class ModelVersionViewSet(RecordViewSet):
    """Model versions, newest first; one by its exact id with ?catalogue_id=."""

    policy = READ
    queryset = ModelVersion.objects.select_related("model")
    serializer_class = ModelVersionSerializer
    filterset_class = ModelVersionFilter


class ApprovalInForceSerializer(StrictModelSerializer):
    """An approval in force, with what it covers."""

    class Meta:
        model = Approval
        fields = ("id", "number", "permitted_scope", "conditions", "valid_from", "valid_until")
        read_only_fields = fields


class ModelStatusSerializer(StrictSerializer):
    """Where one id stands now. It answers no question of use: ask /decisions for that."""

    catalogue_id = serializers.CharField()
    alias_of = serializers.CharField(allow_null=True)
    lifecycle = serializers.ChoiceField(choices=Lifecycle.choices)
    pin_kind = serializers.ChoiceField(choices=PinKind.choices)
    pin_value = serializers.CharField()
    deprecation_date = serializers.DateField(allow_null=True)
    is_approved = serializers.BooleanField()
    approvals = ApprovalInForceSerializer(many=True)
    owner = serializers.CharField(allow_null=True)


class ModelStatusView(GovernedViewMixin, APIView):
    """Where a model version stands, by its exact id (which holds slashes) or by a declared alias."""

    policy = READ
    queryset = ModelVersion.objects.all()

    @extend_schema(responses=ModelStatusSerializer)
    def get(self, request: Request, catalogue_id: str) -> Response:
        """Return lifecycle, pin, approvals in force, end of support and owner; 404 for foreign and missing alike."""
        alias = find_alias(catalogue_id)
        target = alias.points_to.catalogue_id if alias is not None and alias.points_to is not None else None
        version = find_version(target or catalogue_id)
        if (
            version is None
            or not ModelVersion.objects.restrict(request.user, "view").filter(pk=version.pk).exists()
        ):
            raise Http404
        approvals = list_in_force(version)
        end, owner = version.deprecation_date, version.model.owner
        document = {
            "catalogue_id": version.catalogue_id,
            "alias_of": version.catalogue_id if target else None,
            "lifecycle": version.lifecycle,
            "pin_kind": version.pin_kind,
            "pin_value": version.pin_value,
            "deprecation_date": end,
            "is_approved": version.lifecycle in (Lifecycle.APPROVED, Lifecycle.DEPRECATED)
            and bool(approvals)
            and not version.is_past_deprecation(legal_day()),
            "approvals": approvals,
            "owner": str(owner) if owner is not None else None,
        }
        return Response(ModelStatusSerializer(document, context={"request": request}).data)


class ModelAliasSerializer(StrictModelSerializer):
    """An alias and the id of the pinned version it means; null: it floats."""

    target = serializers.CharField(
        source="points_to.catalogue_id", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = ModelAlias
        fields = ("id", "name", "provider", "points_to", "target", "reason", *STAMPS)
        read_only_fields = fields


class ModelAliasViewSet(RecordViewSet):
    """Declared aliases."""

    policy = READ
    queryset = ModelAlias.objects.select_related("points_to")
    serializer_class = ModelAliasSerializer
    filterset_fields = ("name", "provider")


class CatalogueImportSerializer(StrictModelSerializer):
    """An import with the counts and first rows of its report."""

    class Meta:
        model = CatalogueImport
        fields = (
            "id",
            "file_name",
            "sha256",
            "size_bytes",
            "format",
            "state",
            "message",
            "report",
            "requested_by",
            "compared_at",
            "applied_at",
            *STAMPS,
        )
        read_only_fields = fields


class CatalogueUploadSerializer(StrictSerializer):
    """A catalogue file, as multipart/form-data."""

    file = serializers.FileField()
    model_name = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class ReportRowSerializer(StrictModelSerializer):
    """One row of a report."""

    class Meta:
        model = CatalogueImportRow
        fields = ("id", "kind", "catalogue_id", "detail", "changes")
        read_only_fields = fields


class CatalogueImportViewSet(RecordViewSet):
    """Imports: upload a file (POST, multipart), read the preview, apply it. Nothing is approved by an import."""

    policy = Policy(read_scope="catalogue:import", write_scope="catalogue:import")
    http_method_names = ["get", "head", "options", "post"]
    action_rights = {"apply": "import"}
    queryset = CatalogueImport.objects.all()
    serializer_class = CatalogueImportSerializer
    filterset_fields = ("state", "format")
    parser_classes = (MultiPartParser, StrictJSONParser)

    @extend_schema(
        request={"multipart/form-data": CatalogueUploadSerializer}, responses={202: CatalogueImportSerializer}
    )
    @answers_once
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a file and start its comparison; the answer's `state` becomes `previewed` or `failed`."""
        given = CatalogueUploadSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        record = services.upload_catalogue(
            actor=request.user,
            source=file,
            file_name=file.name,
            model_name=given.validated_data["model_name"],
        )
        return Response(self.get_serializer(record).data, status=202)

    @extend_schema(request=None, responses={202: CatalogueImportSerializer})
    @action(detail=True, methods=["post"])
    @answers_once
    def apply(self, request: Request, pk: str | None = None) -> Response:
        """Ask for a previewed import to be written, all or nothing."""
        record = services.request_apply(actor=request.user, record=self.get_object())
        return Response(self.get_serializer(record).data, status=202)

    @extend_schema(responses=ReportRowSerializer(many=True))
    @action(detail=True, methods=["get"], filter_backends=())
    def rows(self, request: Request, pk: str | None = None) -> Response:
        """Return the rows of the report, of one kind with ?kind=, the last row of the file first, by pages."""
        kind = request.query_params.get("kind", "")
        if kind and kind not in RowKind.values:
            raise serializers.ValidationError({"kind": ["There is no such kind."]})
        rows = list_report_rows(request.user, self.get_object(), kind)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(ReportRowSerializer(page, many=True).data)
