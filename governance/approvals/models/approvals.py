"""Approvals: what was decided, bound to a pin, within a scope, from when to when."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.accounts.models import Team
from governance.approvals.enums import ApprovalState
from governance.approvals.models.requests import ApprovalRequest
from governance.core.records import Scope, TrackedRecord


class Approval(FSMModelMixin, TrackedRecord):
    """The answer: this record, bound to this pin, within this scope, under these conditions, in [from, until)."""

    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    request = models.OneToOneField(ApprovalRequest, on_delete=models.PROTECT, related_name="approval")
    record_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    record_id = models.UUIDField()
    record_label = models.CharField(_("record"), max_length=200)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="approvals")
    permitted_scope = models.JSONField(_("scope"))
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    binding = models.JSONField(_("bound to"))
    binding_digest = models.CharField(max_length=80)
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    end_reason = models.TextField(_("why it ended"), blank=True, editable=False)
    state = FSMField(
        _("state"), default=ApprovalState.IN_FORCE, choices=ApprovalState.choices, protected=True
    )

    scope = Scope(team="team_id", owner="request__requester_id")
    affects_decisions = True
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        permissions = (("revoke_approval", "Can revoke approvals"),)
        indexes = (
            models.Index(fields=("record_type", "record_id", "state"), name="approval_by_record"),
            models.Index(fields=("state", "valid_until"), name="approval_by_end"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="approval_interval_not_empty"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} · {self.record_label}"

    def is_in_force(self, at: Any) -> bool:
        """Return whether the approval is in force at the instant (half-open interval, UTC)."""
        ended = self.ended_at is not None and at >= self.ended_at
        return self.valid_from <= at < self.valid_until and not ended

    def get_record(self) -> Any:
        """Return the approved record, or None when it is gone."""
        model = self.record_type.model_class()
        return model._default_manager.filter(pk=self.record_id).first() if model else None

    @transition(field=state, source=ApprovalState.IN_FORCE, target=ApprovalState.REVOKED)
    def revoke(self, reason: str) -> None:
        """End the approval now."""
        self.ended_at, self.end_reason = timezone.now(), reason

    @transition(field=state, source=ApprovalState.IN_FORCE, target=ApprovalState.SUPERSEDED)
    def supersede(self, reason: str) -> None:
        """End the approval now because a later one takes its place."""
        self.ended_at, self.end_reason = timezone.now(), reason
