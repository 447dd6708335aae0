"""Who answers, and who looks through the answers: respondents by invitation, sections given away, reviewers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.assessments.enums import InvitationStanding
from vendors.assessments.models.assessments import Assessment, AssessmentPart
from vendors.directory.models import Vendor


class Invitation(TrackedRecord):
    """A link that lets one address answer for one vendor; it works once, until a day.

    Respondents invite colleagues too. One whose address tells nothing about the vendor waits for an officer first.
    """

    vendor = models.ForeignKey(
        Vendor, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("vendor")
    )
    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=160)
    expires_at = models.DateTimeField(_("works until"), editable=False)
    used_at = models.DateTimeField(_("used"), null=True, blank=True, editable=False)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("account"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("invited by"),
    )
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("invited from"),
        help_text=_("Where a respondent invited them; empty: we did."),
    )
    is_confirmed = models.BooleanField(
        _("confirmed"),
        default=True,
        editable=False,
        help_text=_("Until it is, the link does not work and is not sent."),
    )

    scope = Scope(vendor="vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email

    @property
    def plain_host(self) -> str:
        """The host of the address as machines write it, where letters of it may look like others; else empty."""
        host = self.email.rpartition("@")[2]
        return "" if host.isascii() else host.encode("idna").decode()

    def get_standing(self, at: datetime) -> InvitationStanding:
        """Return what has become of it at the instant."""
        if self.used_at is not None:
            return InvitationStanding.USED
        if at >= self.expires_at:
            return InvitationStanding.OVER
        return InvitationStanding.OPEN if self.is_confirmed else InvitationStanding.WAITS

    def is_open(self, at: datetime) -> bool:
        """Return whether the link works at the instant."""
        return self.is_confirmed and self.is_pending(at)

    def is_waiting(self, at: datetime) -> bool:
        """Return whether an officer is to confirm it at the instant."""
        return not self.is_confirmed and self.is_pending(at)

    def is_pending(self, at: datetime) -> bool:
        """Return whether it was neither used nor withdrawn nor is too old at the instant, confirmed or not."""
        return self.used_at is None and at < self.expires_at


class AssessmentReviewer(TrackedRecord):
    """Somebody who looks through the answers of an assessment beside its lead reviewer."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="reviewers", verbose_name=_("assessment")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reviewed_assessments",
        verbose_name=_("reviewer"),
    )

    scope = Scope(vendor="assessment__vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        ordering = ("id",)
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        constraints = (models.UniqueConstraint(fields=("assessment", "user"), name="one_seat_per_reviewer"),)

    def __str__(self) -> str:
        return str(self.user)


class SectionDelegation(TrackedRecord):
    """A section that one respondent gave to a colleague."""

    part = models.ForeignKey(
        AssessmentPart, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("questionnaire")
    )
    section_key = models.CharField(_("section"), max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("given to")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by")
    )

    scope = Scope(vendor="part__assessment__vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("delegated section")
        verbose_name_plural = _("delegated sections")
        constraints = (
            models.UniqueConstraint(fields=("part", "section_key"), name="one_delegate_per_section"),
        )

    def __str__(self) -> str:
        return f"{self.section_key}: {self.user}"
