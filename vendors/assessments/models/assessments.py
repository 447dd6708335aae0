"""Assessments: one or more questionnaires, sent to one vendor, answered, reviewed and decided."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.classification.validators import start_of
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.assessments.enums import DECIDED, OPEN_TO_VENDOR, PASSED, UNDER_REVIEW, AssessmentState
from vendors.directory.models import Service, Vendor
from vendors.questionnaires.models import TemplateVersion


class Assessment(FSMModelMixin, TrackedRecord):
    """One round of questions to a vendor. The last decided one is what decisions about the vendor rest on."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("vendor")
    )
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("service"),
        help_text=_("Empty: the vendor as a whole."),
    )
    title = models.CharField(_("title"), max_length=200)
    state = FSMField(
        _("state"),
        max_length=32,
        choices=AssessmentState.choices,
        default=AssessmentState.DRAFT,
        protected=True,
        editable=False,
    )
    round_number = models.PositiveSmallIntegerField(_("round"), default=1, editable=False)
    previous = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="following",
        verbose_name=_("follows"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_assessments",
        verbose_name=_("lead reviewer"),
        help_text=_("Answers for the assessment, and looks through the answers with the other reviewers."),
    )
    introduction = models.TextField(_("to the vendor"), blank=True, help_text=_("Shown above the questions."))
    due_date = models.DateField(_("due"), null=True, blank=True)
    recurs_months = models.PositiveSmallIntegerField(
        _("again after (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("How long an acceptance holds unless said otherwise."),
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decision_note = models.TextField(_("decision in words"), blank=True, editable=False)
    conditions = models.JSONField(_("conditions"), default=list, editable=False)
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("First day (UTC) it counts no more."),
    )

    scope = Scope(vendor="vendor_id")
    has_own_services = True
    affects_decisions = True
    part_of = "vendor"

    class Meta(TrackedRecord.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        permissions = (
            ("send_assessment", "Can send assessments to vendors"),
            ("answer_assessment", "Can answer assessments"),
            ("review_assessment", "Can review and decide assessments"),
        )
        indexes = (models.Index(fields=("vendor", "state", "decided_at"), name="assessment_by_vendor"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open_to_vendor(self) -> bool:
        """Whether the vendor may write now."""
        return self.state in OPEN_TO_VENDOR

    @property
    def is_under_review(self) -> bool:
        """Whether it is handed in and not decided yet."""
        return self.state in UNDER_REVIEW

    @property
    def is_decided(self) -> bool:
        """Whether somebody decided it."""
        return self.state in DECIDED

    @property
    def may_be_repeated(self) -> bool:
        """Whether another round can follow: it was decided, or it was a later round that was given up."""
        return self.is_decided or (self.state == AssessmentState.WITHDRAWN and self.previous_id is not None)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to review: it was decided or given up."""
        return self.is_decided or self.state == AssessmentState.WITHDRAWN

    @property
    def ends_at(self) -> datetime | None:
        """The first instant at which an acceptance counts no more."""
        return start_of(self.valid_until)

    def is_in_force(self, at: datetime) -> bool:
        """Return whether it was accepted and still counts at the instant."""
        end = self.ends_at
        started = self.state in PASSED and self.decided_at is not None and self.decided_at <= at
        return started and (end is None or at < end)

    def clean(self) -> None:
        """Refuse a service of another vendor, in the words for one that is not there."""
        if self.service is not None and self.service.vendor_id != self.vendor_id:
            raise ValidationError({"service": _("There is no such record.")})

    @transition(field=state, source=AssessmentState.DRAFT, target=AssessmentState.IN_PROGRESS)
    def send(self) -> None:
        """Let the vendor answer."""

    @transition(field=state, source=list(OPEN_TO_VENDOR), target=AssessmentState.SUBMITTED)
    def submit(self) -> None:
        """Hand it in; the vendor writes no more."""

    @transition(field=state, source=AssessmentState.SUBMITTED, target=AssessmentState.IN_REVIEW)
    def start_review(self) -> None:
        """Begin to look through the answers."""

    @transition(
        field=state,
        source=[AssessmentState.SUBMITTED, AssessmentState.IN_REVIEW],
        target=AssessmentState.CLARIFICATION,
    )
    def ask(self) -> None:
        """Give it back to the vendor with questions."""

    @transition(
        field=state,
        source=[AssessmentState.SUBMITTED, AssessmentState.IN_REVIEW],
        target=AssessmentState.ACCEPTED,
    )
    def accept(self) -> None:
        """Let decisions count on it."""

    @transition(
        field=state,
        source=[AssessmentState.SUBMITTED, AssessmentState.IN_REVIEW],
        target=AssessmentState.ACCEPTED_WITH_CONDITIONS,
    )
    def accept_with_conditions(self) -> None:
        """Let decisions count on it, with conditions."""

    @transition(field=state, source=list(UNDER_REVIEW), target=AssessmentState.REJECTED)
    def reject(self) -> None:
        """Let decisions deny what the vendor supplies."""

    @transition(
        field=state,
        source=[AssessmentState.DRAFT, *OPEN_TO_VENDOR, AssessmentState.SUBMITTED, AssessmentState.IN_REVIEW],
        target=AssessmentState.WITHDRAWN,
    )
    def withdraw(self) -> None:
        """Give it up; what was answered stays readable."""


class AssessmentPart(TrackedRecord):
    """One questionnaire of an assessment, in the version that was sent."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="parts", verbose_name=_("assessment")
    )
    version = models.ForeignKey(
        TemplateVersion, on_delete=models.PROTECT, related_name="parts", verbose_name=_("questionnaire")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    scope = Scope(vendor="assessment__vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        ordering = ("position", "id")  # type: ignore[assignment]
        verbose_name = _("questionnaire of an assessment")
        verbose_name_plural = _("questionnaires of an assessment")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "version"), name="one_part_per_version"),
        )

    def __str__(self) -> str:
        return str(self.version)
