"""Invitations of respondents over the API: read, sent, confirmed, revoked. Links go out by mail alone."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.serializers import StrictModelSerializer
from governance.core.api.viewsets import CreateOnceMixin
from vendors.assessments import services
from vendors.assessments.api.acting import STAMPS, ActingViewSet, NothingSerializer, ReasonSerializer, act
from vendors.assessments.enums import InvitationStanding
from vendors.assessments.models import Invitation
from vendors.assessments.selectors import stands_as

TOLD = ("expires_at", "used_at", "used_by", "invited_by", "assessment")


class InvitationSerializer(StrictModelSerializer):
    """An invitation; `assessment` is where a respondent sent it from, and empty for ours.

    `host` is how machines write the host of an address whose letters may look like others; empty for the rest.
    """

    standing = serializers.SerializerMethodField(help_text="open, waits (for confirm), used or over.")
    host = serializers.CharField(source="plain_host", read_only=True)

    class Meta:
        model = Invitation
        fields = ("id", "vendor", "email", "name", "standing", "host", *TOLD, *STAMPS)
        read_only_fields = (*TOLD, *STAMPS)

    def get_standing(self, invitation: Invitation) -> InvitationStanding:
        """Return whether its link works now, waits for an officer, was used, or works no more."""
        return invitation.get_standing(timezone.now())

    def create(self, validated_data: Any) -> Invitation:
        """Invite through the service; the link goes to the address alone."""
        return services.invite_respondent(actor=self.context["request"].user, **validated_data)


class InvitationFilter(filters.FilterSet):
    """By vendor (its key), assessment, address, and how it stands now."""

    vendor = filters.CharFilter(field_name="vendor__key")
    assessment = filters.UUIDFilter(field_name="assessment_id")
    email = filters.CharFilter(lookup_expr="iexact")
    standing = filters.ChoiceFilter(choices=InvitationStanding.choices, method="filter_standing")

    def filter_standing(self, rows: Any, name: str, value: str) -> Any:
        """Keep the rows that stand so now."""
        return rows.filter(stands_as(InvitationStanding(value), timezone.now()))


class InvitationViewSet(CreateOnceMixin, ActingViewSet):
    """Invitations: read them, invite an address, confirm one that a respondent sent, revoke one."""

    action_rights = dict.fromkeys(("confirm", "revoke"), "view")
    queryset = Invitation.objects.all()
    serializer_class = InvitationSerializer
    filterset_class = InvitationFilter

    @act(NothingSerializer, InvitationSerializer)
    def confirm(self, request: Request, pk: str | None = None) -> Response:
        """Let somebody of another house answer for the vendor; the link goes out now."""
        return self.perform(request, services.confirm_invitation, "invitation")

    @act(ReasonSerializer, InvitationSerializer)
    def revoke(self, request: Request, pk: str | None = None) -> Response:
        """Let a link work no more that nobody used; whoever answers already is not affected."""
        return self.perform(request, services.revoke_invitation, "invitation")
