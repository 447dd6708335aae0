"""Choices of the sub-processors slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeState(models.TextChoices):
    """Where an announced sub-processor stands. Time alone moves none of them."""

    ANNOUNCED = "announced", _("announced")
    ACCEPTED = "accepted", _("accepted")
    OBJECTED = "objected", _("objected")
    EFFECTIVE = "effective", _("in the directory")
    WITHDRAWN = "withdrawn", _("withdrawn")
