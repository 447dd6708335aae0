"""Approval policies, requests with their votes, approvals, delegations and declared conflicts of interest."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.accounts.models import Role, Team
from governance.approvals.enums import ApprovalState, RequestState, RiskTier, VoteChoice
from governance.core.records import Scope, TrackedRecord

USER = settings.AUTH_USER_MODEL


class ApprovalPolicy(TrackedRecord):
    """How many votes, from which roles, a kind of record needs at a risk tier; the most particular one applies."""

    name = models.CharField(_("name"), max_length=160)
    record_type = models.CharField(
        _("kind of record"),
        max_length=100,
        blank=True,
        help_text=_("Empty: every kind that can be approved."),
    )
    risk_tier = models.CharField(
        _("risk tier"), max_length=16, blank=True, choices=RiskTier.choices, help_text=_("Empty: every tier.")
    )
    max_validity_days = models.PositiveIntegerField(_("approvals end after (days)"), default=365)
    request_days = models.PositiveIntegerField(_("requests expire after (days)"), default=30)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("approval policy")
        verbose_name_plural = _("approval policies")
        constraints = (
            models.UniqueConstraint(
                fields=("record_type", "risk_tier"),
                condition=Q(is_active=True),
                name="one_active_policy_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(max_validity_days__gte=1) & Q(request_days__gte=1), name="policy_days_positive"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_requirements(self) -> dict[str, int]:
        """Return the votes needed by role key."""
        return {row.role.key: row.votes for row in self.requirements.select_related("role")}


class PolicyRequirement(TrackedRecord):
    """So many votes from holders of one role."""

    policy = models.ForeignKey(ApprovalPolicy, on_delete=models.CASCADE, related_name="requirements")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", verbose_name=_("role"))
    votes = models.PositiveSmallIntegerField(_("votes"), default=1)

    class Meta(TrackedRecord.Meta):
        verbose_name = _("required votes")
        verbose_name_plural = _("required votes")
        constraints = (
            models.UniqueConstraint(fields=("policy", "role"), name="one_requirement_per_role"),
            models.CheckConstraint(condition=Q(votes__gte=1) & Q(votes__lte=20), name="votes_within_reason"),
        )

    def __str__(self) -> str:
        return f"{self.votes} × {self.role}"


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

    class Meta(TrackedRecord.Meta):
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = (models.UniqueConstraint(fields=("request", "user"), name="one_co_authorship"),)

    def __str__(self) -> str:
        return str(self.user)


class ConflictOfInterest(TrackedRecord):
    """A person who must not vote on a request, and why."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    person_id = models.UUIDField(editable=False)
    declared_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))

    scope = Scope(team="request__team_id")

    class Meta(TrackedRecord.Meta):
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = (
            models.UniqueConstraint(fields=("request", "person_id"), name="one_conflict_per_person"),
        )

    def __str__(self) -> str:
        return str(self.user)


class Vote(TrackedRecord):
    """One human's word on one digest. A person has one standing vote, whatever accounts they hold."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("voter"))
    person_id = models.UUIDField(editable=False)
    seat_of = models.ForeignKey(
        USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("on behalf of")
    )
    seat_person_id = models.UUIDField(editable=False)
    choice = models.CharField(_("vote"), max_length=16, choices=VoteChoice.choices)
    comment = models.TextField(_("comment"), blank=True)
    digest = models.CharField(_("digest"), max_length=80)
    roles = models.JSONField(_("counted as"), default=list, blank=True)
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)
    void_reason = models.CharField(_("void because"), max_length=200, blank=True)

    scope = Scope(team="request__team_id", owner="request__requester_id")

    class Meta(TrackedRecord.Meta):
        ordering = ("id",)
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = (
            models.UniqueConstraint(
                fields=("request", "person_id"),
                condition=Q(voided_at__isnull=True),
                name="one_standing_vote_a_person",
            ),
            models.UniqueConstraint(
                fields=("request", "seat_person_id"),
                condition=Q(voided_at__isnull=True),
                name="one_standing_vote_a_seat",
            ),
        )

    def __str__(self) -> str:
        return f"{self.voter}: {self.get_choice_display()}"


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


class Delegation(TrackedRecord):
    """A voter's seat lent to somebody else until an instant; the seat still counts once."""

    delegator = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="delegations_held")
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"))

    class Meta(TrackedRecord.Meta):
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="delegation_interval_not_empty"
            ),
            models.CheckConstraint(condition=~Q(delegator=F("delegate")), name="delegation_to_somebody_else"),
        )

    def __str__(self) -> str:
        return f"{self.delegator} → {self.delegate}"


class NumberSeries(models.Model):
    """The last number given out under a prefix and year; its row lock makes numbers unique without retries."""

    untracked_reason = "A counter; the records that carry the numbers are tracked."

    prefix = models.CharField(max_length=24, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:06d}"
