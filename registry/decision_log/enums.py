"""Choices of the decision log."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Through(models.TextChoices):
    """Which of the gate's doors a question came through."""

    REST = "rest", _("REST API")
    AUTHZEN = "authzen", _("AuthZEN")
    LITELLM = "litellm", _("LiteLLM gateway")
    PAGE = "page", _("ask page")


class Outcome(models.TextChoices):
    """What the gate said."""

    PERMIT = "permit", _("permit")
    DENY = "deny", _("deny")
