"""Teams, the caller itself, and the caller's own keys, over the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.accounts.authn_schema import ApiKeyScheme, BrowserSessionScheme
from governance.accounts.models import ApiKey, Team
from governance.accounts.presentation import get_key_state
from governance.accounts.selectors import list_assignments, list_held_permissions
from governance.core.api.permissions import Policy
from governance.core.api.serializers import StrictModelSerializer, StrictSerializer
from governance.core.api.viewsets import GovernedViewMixin, RecordViewSet

# Named here so that whoever loads the API loads its description of credentials.
SCHEMES = (ApiKeyScheme, BrowserSessionScheme)


class TeamSerializer(StrictModelSerializer):
    """A team; `key` is what questions to the gate name."""

    class Meta:
        model = Team
        fields = ("id", "key", "name", "description", "is_active", "created_at", "updated_at")
        read_only_fields = fields


class TeamViewSet(RecordViewSet):
    """Teams that the caller may see."""

    policy = Policy(read_scope="registry:read")
    queryset = Team.objects.all()
    serializer_class = TeamSerializer


class OwnKeySerializer(StrictModelSerializer):
    """One of the caller's own keys; its secret was shown when it was issued."""

    state = serializers.SerializerMethodField()

    class Meta:
        model = ApiKey
        fields = (
            "id",
            "name",
            "prefix",
            "scopes",
            "state",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        )
        read_only_fields = fields

    def get_state(self, key: ApiKey) -> str:
        """Return "live", "expired", "revoked" or "closed"."""
        return get_key_state(key, timezone.now())[0]


class OwnKeyViewSet(RecordViewSet):
    """The caller's own keys, for the signed-in browser; no key reads about keys."""

    policy = Policy(any_user=True)
    queryset = ApiKey.objects.select_related("owner")
    serializer_class = OwnKeySerializer

    def get_queryset(self) -> Any:
        """Return the caller's own keys."""
        if getattr(self, "swagger_fake_view", False):
            return ApiKey.objects.none()
        return self.queryset.filter(owner_id=self.request.user.pk)


class HeldRoleSerializer(StrictSerializer):
    """A role the caller holds, and where."""

    role = serializers.CharField(source="role.key")
    team = serializers.CharField(source="team.key", default=None, allow_null=True)
    vendor = serializers.UUIDField(source="vendor_ref", allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)


class CallerKeySerializer(StrictSerializer):
    """The key the request came with."""

    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField()


class CallerSerializer(StrictSerializer):
    """Who is asking, with what, and with which rights."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    kind = serializers.CharField()
    time_zone = serializers.CharField()
    teams = serializers.ListField(child=serializers.CharField())
    roles = HeldRoleSerializer(many=True)
    permissions = serializers.ListField(child=serializers.CharField())
    key = CallerKeySerializer(allow_null=True)


class KnownCallerPermission(BasePermission):
    """Lets every caller in who is known, whatever the scopes of the key: the answer is about the caller alone."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether the caller is an active account."""
        return bool(request.user and request.user.is_authenticated and request.user.is_active)


class CallerView(GovernedViewMixin, APIView):
    """Who am I, which scopes does my key have, which rights do I have."""

    policy = Policy(any_user=True)
    permission_classes = (KnownCallerPermission,)

    @extend_schema(operation_id="me", responses=CallerSerializer)
    def get(self, request: Request) -> Response:
        """Return the caller."""
        user: Any = request.user
        caller = {
            "id": user.pk,
            "name": user.name,
            "email": user.email,
            "kind": user.kind,
            "time_zone": user.time_zone,
            "teams": list(user.memberships.order_by("team__key").values_list("team__key", flat=True)),
            "roles": list_assignments(user),
            "permissions": list_held_permissions(user),
            "key": request.auth,
        }
        return Response(CallerSerializer(caller).data)
