"""Engagements of kill switches: what was stopped, by whom, why, and until when."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core.records import TrackedRecord
from registry.ai_models.models import AIModel
from registry.kill_switch.enums import KillScope
from vendors.directory.models import Service, Vendor

# Which column names what is stopped, by scope.
TARGETS = {
    KillScope.VENDOR: "vendor",
    KillScope.SERVICE: "service",
    KillScope.FAMILY: "family",
    KillScope.MODEL: "resource_id",
}


def get_target_column(stops: str) -> str | None:
    """Return the column that names what is stopped; None for the organisation and for an unknown word."""
    return TARGETS.get(KillScope(stops)) if stops in KillScope.values else None


class KillSwitchEngagement(TrackedRecord):
    """One stop. It holds from its first instant until it is released; nothing else ends it."""

    stops = models.CharField(_("stops"), max_length=16, choices=KillScope.choices)
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("vendor")
    )
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("service")
    )
    family = models.ForeignKey(
        AIModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("model")
    )
    resource_id = models.CharField(
        _("name asked for"),
        max_length=401,
        blank=True,
        help_text=_("For one name: provider/identifier. It need not be registered."),
    )
    reason = models.TextField(_("reason"))
    engaged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    engaged_at = models.DateTimeField(_("engaged"), default=timezone.now, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    released_at = models.DateTimeField(_("released"), null=True, editable=False)
    release_reason = models.TextField(_("why it was released"), blank=True, editable=False)

    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("kill switch engagement")
        verbose_name_plural = _("kill switch")
        permissions = (
            ("engage_killswitchengagement", "Can engage kill switches"),
            ("release_killswitchengagement", "Can release kill switches"),
        )
        indexes = (
            models.Index(fields=("released_at",), condition=Q(released_at__isnull=True), name="kill_engaged"),
        )

    def __str__(self) -> str:
        return (
            f"{self.get_stops_display()}: {self.target_label}"
            if self.target_label
            else self.get_stops_display()
        )

    @property
    def target_label(self) -> str:
        """What is stopped, in words; empty for the organisation."""
        column = get_target_column(self.stops)
        return str(getattr(self, column)) if column else ""

    @property
    def target(self) -> str | None:
        """What is stopped, as the engine names it; None for the organisation."""
        column = get_target_column(self.stops)
        if column is None:
            return None
        return self.resource_id if column == "resource_id" else str(getattr(self, f"{column}_id"))

    @property
    def is_engaged(self) -> bool:
        """Whether it stops anything now."""
        return self.released_at is None

    def clean(self) -> None:
        """Ask for exactly the target that the scope names."""
        wanted = get_target_column(self.stops)
        for column in TARGETS.values():
            given = getattr(self, column if column == "resource_id" else f"{column}_id")
            if column == wanted and not given:
                raise ValidationError({column: _("Say what to stop.")})
            if column != wanted and given:
                raise ValidationError({column: _("This belongs to another kind of stop.")})
