"""Choices of the approvals slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("open for votes")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired without a decision")


class ApprovalState(models.TextChoices):
    """Where an approval stands; its validity dates apply on top."""

    IN_FORCE = "in_force", _("in force")
    REVOKED = "revoked", _("revoked")
    SUPERSEDED = "superseded", _("replaced by a later approval")


class VoteChoice(models.TextChoices):
    """What a voter says."""

    APPROVE = "approve", _("approve")
    REFUSE = "refuse", _("refuse")


class RiskTier(models.TextChoices):
    """How much scrutiny a request needs."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
