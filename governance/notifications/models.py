"""Action items: something a person must look at, about one record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core.enums import Severity
from governance.core.records import Scope, TrackedRecord

USER = settings.AUTH_USER_MODEL


class ActionItem(TrackedRecord):
    """Something a person must look at. Without an owner it belongs to the governance officers.

    `open_key` says what the item is about in one string; while it is open there is no second one with that key.
    """

    kind = models.CharField(_("kind"), max_length=80, db_index=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("what to look at"), blank=True)
    severity = models.CharField(
        _("severity"), max_length=16, choices=Severity.choices, default=Severity.WARNING
    )
    owner = models.ForeignKey(
        USER,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="action_items",
        verbose_name=_("owner"),
        help_text=_("Empty: the governance officers."),
    )
    record_type = models.ForeignKey(
        ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    record_id = models.UUIDField(null=True, blank=True)
    record_label = models.CharField(_("record"), max_length=200, blank=True)
    due_date = models.DateField(_("due"), null=True, blank=True)
    open_key = models.CharField(max_length=240, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        USER,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("done by"),
        editable=False,
    )

    scope = Scope(owner="owner_id")

    class Meta(TrackedRecord.Meta):
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        indexes = (
            models.Index(fields=("owner", "due_date"), condition=Q(done_at__isnull=True), name="action_open"),
            models.Index(fields=("record_type", "record_id"), name="action_by_record"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("open_key",), condition=Q(done_at__isnull=True), name="one_open_action_per_key"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="action_done_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look."""
        return self.done_at is None

    def get_record(self) -> Any:
        """Return the record the item is about, or None when there is none any more."""
        model = self.record_type.model_class() if self.record_type is not None else None
        return model._default_manager.filter(pk=self.record_id).first() if model else None
