"""What an assessment found wrong."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.assessments.enums import FindingSeverity
from vendors.assessments.models.assessments import Assessment, AssessmentPart
from vendors.directory.models import Vendor


class AssessmentFinding(TrackedRecord):
    """Something that is not as it should be, until it is shown to be mended."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="findings", verbose_name=_("vendor"), editable=False
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="findings", verbose_name=_("assessment")
    )
    # Questionnaires reuse ids with another meaning, so an id alone does not say which question it is about.
    part = models.ForeignKey(
        AssessmentPart,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="findings",
        verbose_name=_("questionnaire"),
    )
    question_id = models.CharField(_("question"), max_length=64, blank=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    severity = models.CharField(
        _("severity"), max_length=16, choices=FindingSeverity.choices, default=FindingSeverity.MEDIUM
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_findings",
        verbose_name=_("owner"),
    )
    due_date = models.DateField(_("due"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closing_note = models.TextField(_("what shows that it is mended"), blank=True, editable=False)

    scope = Scope(vendor="vendor_id")
    has_own_services = True
    affects_decisions = True
    part_of = "vendor"

    class Meta(TrackedRecord.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        permissions = (("close_assessmentfinding", "Can close findings"),)
        indexes = (models.Index(fields=("vendor", "severity", "closed_at"), name="finding_by_vendor"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it is not mended yet."""
        return self.closed_at is None
