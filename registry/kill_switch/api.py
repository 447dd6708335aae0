"""The kill switch over the API: read and engage. Releasing is for people."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from governance.core.api.permissions import Policy
from governance.core.api.serializers import ScopedKeyField, StrictModelSerializer
from governance.core.api.viewsets import CreateOnceMixin, RecordViewSet
from registry.ai_models.models import AIModel
from registry.kill_switch.models import KillSwitchEngagement
from registry.kill_switch.services import engage_from_form
from vendors.directory.models import Service, Vendor


class KillSwitchSerializer(StrictModelSerializer):
    """One engagement; give exactly the target that `stops` names."""

    vendor = ScopedKeyField(queryset=Vendor.objects.all(), required=False, allow_null=True)
    service = ScopedKeyField(queryset=Service.objects.all(), required=False, allow_null=True)
    family = ScopedKeyField(queryset=AIModel.objects.all(), required=False, allow_null=True)
    reason = serializers.CharField(max_length=2000)

    class Meta:
        model = KillSwitchEngagement
        fields = (
            "id",
            "stops",
            "vendor",
            "service",
            "family",
            "resource_id",
            "reason",
            "engaged_at",
            "released_at",
            "release_reason",
        )
        read_only_fields = ("engaged_at", "released_at", "release_reason")

    def create(self, validated_data: Any) -> KillSwitchEngagement:
        """Engage through the service."""
        return engage_from_form(actor=self.context["request"].user, values=validated_data)


class KillSwitchViewSet(CreateOnceMixin, RecordViewSet):
    """Engagements: list them, engage one."""

    http_method_names = ["get", "head", "options", "post"]
    policy = Policy(read_scope="registry:read", write_scope="registry:write")
    action_rights = {"create": "engage"}
    queryset = KillSwitchEngagement.objects.all()
    serializer_class = KillSwitchSerializer
    filterset_fields = ("stops",)
