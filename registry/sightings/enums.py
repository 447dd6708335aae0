"""Where a sighting stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SightingState(models.TextChoices):
    """What officers made of a sighting."""

    NEW = "new", _("new")
    REGISTERED = "registered", _("registered")
    DISMISSED = "dismissed", _("dismissed")
