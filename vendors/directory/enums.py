"""Choices of the directory slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VendorTier(models.TextChoices):
    """How much depends on a vendor."""

    CRITICAL = "critical", _("critical")
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class VendorLifecycle(models.TextChoices):
    """Where a vendor stands; decisions permit nothing of a vendor that is not active."""

    PROSPECT = "prospect", _("prospect")
    ONBOARDING = "onboarding", _("onboarding")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    OFFBOARDED = "offboarded", _("offboarded")


class ServiceKind(models.TextChoices):
    """What a service is."""

    API = "api", _("API")
    SAAS = "saas", _("software as a service")
    CLOUD = "cloud", _("cloud platform")
    SELF_HOSTED = "self_hosted", _("software we run ourselves")
    SUPPORT = "support", _("people's services")
    OTHER = "other", _("other")


class LocationPurpose(models.TextChoices):
    """Why data, or somebody who can reach it, is at a place."""

    HOSTING = "hosting", _("hosting")
    BACKUP = "backup", _("backup")
    SUPPORT = "support", _("support staff")
    REMOTE_ACCESS = "remote_access", _("remote access")


# Decisions judge two groups apart: where data lies, and from where people can reach it.
PURPOSES_OF_STORAGE = (LocationPurpose.HOSTING, LocationPurpose.BACKUP)
PURPOSES_OF_ACCESS = (LocationPurpose.SUPPORT, LocationPurpose.REMOTE_ACCESS)


class ContactRole(models.TextChoices):
    """What a contact is for."""

    ACCOUNT = "account", _("account manager")
    SECURITY = "security", _("security")
    PRIVACY = "privacy", _("privacy")
    LEGAL = "legal", _("legal")
    SUPPORT = "support", _("support")
    OTHER = "other", _("other")
