"""Choices of the deadlines slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeadlineKind(models.TextChoices):
    """What happens on the day."""

    AGREEMENT = "agreement", _("agreement ends")
    ATTESTATION = "attestation", _("attestation ends")
    OBJECTION = "objection", _("last days to object")
    UNDECIDED = "undecided", _("days to object are over")
    EVIDENCE = "evidence", _("evidence expires")
    JOINING = "joining", _("sub-processor joins")
