"""Approval policies: how many votes, from which roles, how long approvals last."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Role
from governance.approvals.enums import RiskTier
from governance.core.records import TrackedRecord


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
