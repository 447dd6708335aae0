"""Votes, the seats people lend each other, and who must not vote."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.approvals.enums import VoteChoice
from governance.approvals.models.requests import ApprovalRequest
from governance.core.records import Scope, TrackedRecord

USER = settings.AUTH_USER_MODEL


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
    has_own_services = True

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


class ConflictOfInterest(TrackedRecord):
    """A person who must not vote on a request, and why."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    person_id = models.UUIDField(editable=False)
    declared_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))

    scope = Scope(team="request__team_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = (
            models.UniqueConstraint(fields=("request", "person_id"), name="one_conflict_per_person"),
        )

    def __str__(self) -> str:
        return str(self.user)


class Delegation(TrackedRecord):
    """A voter's seat lent to somebody else until an instant; the seat still counts once."""

    delegator = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="delegations_held")
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"))

    has_own_services = True

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
