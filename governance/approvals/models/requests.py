"""Requests for approval and who wrote them; numbers that people can say on the phone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.accounts.models import Team
from governance.approvals.enums import RequestState, RiskTier
from governance.approvals.models.policies import ApprovalPolicy
from governance.core.records import Scope, TrackedRecord

USER = settings.AUTH_USER_MODEL


class ApprovalRequest(FSMModelMixin, TrackedRecord):
    """A question to the approvers, frozen: what they see is what is digested, and votes are bound to the digest."""

    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    policy = models.ForeignKey(ApprovalPolicy, on_delete=models.PROTECT, related_name="requests")
    record_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    record_id = models.UUIDField()
    record_label = models.CharField(_("record"), max_length=200)
    risk_tier = models.CharField(_("risk tier"), max_length=16, choices=RiskTier.choices)
    requester = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="approval_requests")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="approval_requests"
    )
    justification = models.TextField(_("why it is needed"))
    permitted_scope = models.JSONField(_("scope"))
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    evidence_links = models.JSONField(_("evidence"), default=list, blank=True)
    wanted_from = models.DateTimeField(_("valid from"))
    wanted_until = models.DateTimeField(_("valid until"))
    replaces_current = models.BooleanField(_("replaces the approvals in force"), default=True)
    content = models.JSONField(_("what was seen"), editable=False)
    digest = models.CharField(_("digest"), max_length=80, editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    state = FSMField(_("state"), default=RequestState.OPEN, choices=RequestState.choices, protected=True)

    scope = Scope(team="team_id", owner="requester_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("approval request")
        verbose_name_plural = _("approval requests")
        permissions = (("vote_approvalrequest", "Can vote on approval requests"),)
        indexes = (
            models.Index(fields=("record_type", "record_id", "-id"), name="request_by_record"),
            models.Index(fields=("state", "expires_at"), name="request_by_state"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("record_type", "record_id", "requester"),
                condition=Q(state="open"),
                name="one_open_request_per_person",
            ),
            models.CheckConstraint(
                condition=Q(wanted_until__gt=F("wanted_from")), name="request_interval_not_empty"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} · {self.record_label}"

    def get_record(self) -> Any:
        """Return the record asked about, or None when it is gone."""
        model = self.record_type.model_class()
        return model._default_manager.filter(pk=self.record_id).first() if model else None

    @transition(field=state, source=RequestState.OPEN, target=RequestState.APPROVED)
    def approve(self) -> None:
        """Close the request as approved."""
        self.decided_at = timezone.now()

    @transition(field=state, source=RequestState.OPEN, target=RequestState.REFUSED)
    def refuse(self) -> None:
        """Close the request as refused."""
        self.decided_at = timezone.now()

    @transition(field=state, source=RequestState.OPEN, target=RequestState.WITHDRAWN)
    def withdraw(self) -> None:
        """Close the request because its requester takes it back."""
        self.decided_at = timezone.now()

    @transition(field=state, source=RequestState.OPEN, target=RequestState.EXPIRED)
    def expire(self) -> None:
        """Close the request because nobody decided in time; time alone never approves."""
        self.decided_at = timezone.now()


class CoAuthor(TrackedRecord):
    """Somebody who helped to write a request; their vote never counts on it."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="co_authors")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    scope = Scope(team="request__team_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = (models.UniqueConstraint(fields=("request", "user"), name="one_co_authorship"),)

    def __str__(self) -> str:
        return str(self.user)


class NumberSeries(models.Model):
    """The last number given out under a prefix and year; its row lock makes numbers unique without retries."""

    untracked_reason = "A counter; the records that carry the numbers are tracked."

    prefix = models.CharField(max_length=24, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:06d}"
