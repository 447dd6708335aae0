"""Choices that every slice shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Through what a change came."""

    ADMIN = "admin", _("admin")
    API = "api", _("API")
    WEB = "web", _("web page")
    PORTAL = "portal", _("vendor portal")
    IMPORT = "import", _("import")
    JOB = "job", _("background job")
    COMMAND = "command", _("command line")
    MIGRATION = "migration", _("migration")


class JobState(models.TextChoices):
    """Where a background job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class DeliveryState(models.TextChoices):
    """Where an outbox message stands."""

    PENDING = "pending", _("pending")
    DELIVERED = "delivered", _("delivered")
    DEAD = "dead", _("gave up")


class Severity(models.TextChoices):
    """How bad a finding, blocker or alarm is."""

    INFO = "info", _("information")
    WARNING = "warning", _("warning")
    CRITICAL = "critical", _("critical")


class AsOfState(models.TextChoices):
    """Whether a record existed at an instant."""

    EXISTED = "existed", _("existed")
    NOT_YET = "not_yet", _("did not exist yet")
    DELETED = "deleted", _("had been deleted")
