"""Choices of the assessments slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssessmentState(models.TextChoices):
    """Where an assessment stands, in the words of both sides."""

    DRAFT = "draft", _("draft")
    IN_PROGRESS = "in_progress", _("with the vendor")
    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    CLARIFICATION = "clarification", _("questions to the vendor")
    ACCEPTED = "accepted", _("accepted")
    ACCEPTED_WITH_CONDITIONS = "accepted_with_conditions", _("accepted with conditions")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Verdict(models.TextChoices):
    """What a reviewer says of one answer."""

    NONE = "", _("not looked at")
    ACCEPTED = "accepted", _("accepted")
    QUESTIONED = "questioned", _("questioned")
    FINDING = "finding", _("finding")


class FindingSeverity(models.TextChoices):
    """How bad a finding is; an open critical one stops every decision that rests on the vendor."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    CRITICAL = "critical", _("critical")


class EvidenceState(models.TextChoices):
    """Whether an uploaded file may be read."""

    QUARANTINED = "quarantined", _("being checked")
    AVAILABLE = "available", _("available")
    REFUSED = "refused", _("refused")


class InvitationStanding(models.TextChoices):
    """What has become of an invitation."""

    OPEN = "open", _("open")
    WAITS = "waits", _("waits for an officer")
    USED = "used", _("used")
    OVER = "over", _("over")


class Side(models.TextChoices):
    """Who speaks."""

    US = "us", _("reviewer")
    VENDOR = "vendor", _("vendor")


#: States in which the vendor may write, and in which reviewers decide.
OPEN_TO_VENDOR = (AssessmentState.IN_PROGRESS, AssessmentState.CLARIFICATION)
UNDER_REVIEW = (AssessmentState.SUBMITTED, AssessmentState.IN_REVIEW, AssessmentState.CLARIFICATION)
DECIDED = (
    AssessmentState.ACCEPTED,
    AssessmentState.ACCEPTED_WITH_CONDITIONS,
    AssessmentState.REJECTED,
)
PASSED = (AssessmentState.ACCEPTED, AssessmentState.ACCEPTED_WITH_CONDITIONS)
