"""Answers, what is said about them, and the files that show they are true."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.days import legal_day
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.assessments.enums import EvidenceState, Side, Verdict
from vendors.assessments.models.assessments import AssessmentPart
from vendors.questionnaires.answers import Answer
from vendors.questionnaires.references import name_id


class AssessmentAnswer(TrackedRecord):
    """What a vendor says to one question; its history is every version of it."""

    part = models.ForeignKey(
        AssessmentPart, on_delete=models.CASCADE, related_name="answers", verbose_name=_("questionnaire")
    )
    question_id = models.CharField(_("question"), max_length=64)
    value = models.JSONField(_("answer"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    owner_key = models.CharField(_("who is responsible"), max_length=64, blank=True)
    duties = models.TextField(_("what the customer does"), blank=True)
    #: Counts the changes, so that a form shows which one it was filled from.
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    verdict = models.CharField(
        _("verdict"), max_length=16, choices=Verdict.choices, default=Verdict.NONE, blank=True
    )

    scope = Scope(vendor="part__assessment__vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = (
            models.UniqueConstraint(fields=("part", "question_id"), name="one_answer_per_question"),
        )

    def __str__(self) -> str:
        return name_id(self.question_id)

    @property
    def said_at(self) -> datetime:
        """When the answer became what it is. The record itself changes with verdicts, of which no vendor is told."""
        return self.answered_at or self.created_at

    def to_answer(self, evidence: int = 0, expired: int = 0) -> Answer:
        """Return the answer as the pure algorithms take it, with its number of files that count and that did."""
        said = (self.value, self.comment, self.owner_key, self.duties)
        return Answer(self.question_id, *said, evidence, expired)


class AnswerMessage(TrackedRecord):
    """A remark that both sides read: a comment, or a question that the vendor has to answer."""

    answer = models.ForeignKey(
        AssessmentAnswer, on_delete=models.CASCADE, related_name="messages", verbose_name=_("answer")
    )
    side = models.CharField(_("from"), max_length=8, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(_("text"), max_length=5_000)
    is_question = models.BooleanField(_("asks for an answer"), default=False)

    scope = Scope(vendor="answer__part__assessment__vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        ordering = ("id",)
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return self.text[:80]


class ReviewNote(TrackedRecord):
    """A remark among ourselves; no vendor ever sees one, because their role does not read this kind."""

    answer = models.ForeignKey(
        AssessmentAnswer, on_delete=models.CASCADE, related_name="notes", verbose_name=_("answer")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(_("text"), max_length=5_000)

    scope = Scope(vendor="answer__part__assessment__vendor_id")
    has_own_services = True

    class Meta(TrackedRecord.Meta):
        ordering = ("id",)
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")

    def __str__(self) -> str:
        return self.text[:80]


class Evidence(TrackedRecord):
    """A file that a vendor uploaded to show that an answer is true."""

    answer = models.ForeignKey(
        AssessmentAnswer, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("answer")
    )
    file_name = models.CharField(_("file"), max_length=200)
    media_type = models.CharField(_("type"), max_length=120)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stored_file = models.CharField(max_length=200, editable=False)
    state = models.CharField(
        _("state"), max_length=16, choices=EvidenceState.choices, default=EvidenceState.AVAILABLE
    )
    expires_on = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day (UTC) on which it shows nothing any more."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )

    scope = Scope(vendor="answer__part__assessment__vendor_id")
    has_own_services = True
    history_excluded = ("stored_file",)

    class Meta(TrackedRecord.Meta):
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.file_name

    @property
    def has_expired(self) -> bool:
        """Whether the day has come from which it shows nothing any more."""
        return self.expires_on is not None and self.expires_on <= legal_day()
