"""One row for the same question of the same caller with the same answer within seconds, counted, with every id."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.ids import new_id
from governance.core.rights import rights_of
from registry.decision_log.enums import Outcome, Through
from registry.decision_log.packing import list_ids


class LoggedDecisionQuerySet(models.QuerySet["LoggedDecision"]):
    """Decisions given; who asked what is for officers and auditors."""

    def restrict(self, user: Any, action: str = "view") -> Self:
        """Return the log to those who may read all of it."""
        permission = f"registry.{action}_loggeddecision"
        return self.all() if rights_of(user).everywhere_has(permission) else self.none()


class LoggedDecision(models.Model):
    """What was asked, by whom, how often within some seconds, and what the gate said, from which revision and why."""

    untracked_reason = "A record of what was said; it is written once and never changed."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    times = models.PositiveIntegerField(_("times"))
    decision = models.CharField(_("answer"), max_length=6, choices=Outcome.choices)
    code = models.CharField(_("first reason"), max_length=64)
    codes: Any = models.JSONField(_("reasons"), default=list)
    revision = models.BigIntegerField(_("revision"))
    through = models.CharField(_("through"), max_length=16, choices=Through.choices)
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("caller")
    )
    key_id = models.UUIDField(_("API key"), null=True)
    subject_type = models.CharField(_("asked for a"), max_length=16)
    subject_id = models.CharField(_("asked for"), max_length=200)
    action = models.CharField(_("action"), max_length=200)
    use_case = models.CharField(_("use case"), max_length=200, blank=True)
    phase = models.PositiveSmallIntegerField(_("phase"), null=True)
    resource_type = models.CharField(_("kind"), max_length=16)
    resource_id = models.CharField(_("resource"), max_length=512)
    data_classes: Any = models.JSONField(_("data classes"), default=list)
    region = models.CharField(_("region"), max_length=200, blank=True)
    environment = models.CharField(_("environment"), max_length=200, blank=True)
    asked_about = models.DateTimeField(_("asked about the instant"), null=True)
    decision_ids = models.BinaryField()

    objects = LoggedDecisionQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        ordering = ("-id",)
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = (
            models.Index(fields=("decision", "-last_at"), name="decision_by_answer"),
            models.Index(fields=("last_at",), name="decision_by_time"),
            models.Index(fields=("resource_id", "-last_at"), name="decision_by_resource"),
        )

    def __str__(self) -> str:
        return f"{self.decision}: {self.subject_id} · {self.resource_id}"

    def list_decision_ids(self) -> list[UUID]:
        """Return the ids that the answers carried, in their order."""
        return list_ids(bytes(self.decision_ids))
