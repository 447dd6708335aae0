"""Choices of the use-case slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RiskTier(models.TextChoices):
    """How risky a use is, in the words of the EU AI Act (Regulation (EU) 2024/1689)."""

    MINIMAL = "minimal", _("minimal")
    LIMITED = "limited", _("limited (transparency duties, Art. 50)")
    HIGH = "high", _("high (Art. 6)")
    PROHIBITED = "prohibited", _("prohibited (Art. 5)")
