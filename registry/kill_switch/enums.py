"""What a kill switch can stop; the words are those of the engine (imprimatur.facts.organisation.KillScope)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KillScope(models.TextChoices):
    """What one engagement stops."""

    ORGANISATION = "organisation", _("the whole organisation")
    VENDOR = "vendor", _("everything of a vendor")
    SERVICE = "service", _("everything through a service")
    FAMILY = "family", _("every version of a model")
    MODEL = "model", _("one name, exactly as callers ask for it")
