"""Files between their upload and what they become, and the layouts of sheets that somebody explained to us."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core.ids import new_id
from governance.core.models import TrackedRecord
from governance.core.rights import rights_of

#: How long a file that nobody went on with is kept.
KEPT_FOR = timedelta(days=1)


class SheetLayout(TrackedRecord):
    """Which column holds what in sheets with certain headings, as somebody said; the next such file is read by it."""

    title = models.CharField(_("title"), max_length=200, help_text=_("What files of this layout are called."))
    framework = models.CharField(_("published as"), max_length=80, blank=True)
    version = models.CharField(
        _("version"), max_length=40, blank=True, help_text=_("Proposed for the next file; it can be changed.")
    )
    headings = models.JSONField(_("headings"), default=list, editable=False)
    mapping = models.JSONField(_("columns"), default=dict, editable=False)
    fingerprint = models.CharField(max_length=71, unique=True, editable=False)

    class Meta(TrackedRecord.Meta):
        ordering = ("title",)
        verbose_name = _("layout of a sheet")
        verbose_name_plural = _("layouts of sheets")

    def __str__(self) -> str:
        return self.title


class QuestionnaireFileQuerySet(models.QuerySet["QuestionnaireFile"]):
    """Files that wait to be looked at: each is there for whoever uploaded it, and for nobody else."""

    def restrict(self, user: Any, action: str = "view") -> Self:
        """Return the user's own files, whatever the action; rights over other records open none."""
        user_id = rights_of(user).user_id
        return self.filter(owner_id=user_id) if user_id else self.none()

    def list_old(self) -> Self:
        """Return the files that nobody went on with."""
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR)


class QuestionnaireFile(models.Model):
    """A file that was uploaded and is looked at before anything is kept of it.

    `kind` is the label of the kind of record that it shall become; `mapping` says which column holds what, where
    somebody had to say so; `details` is what was chosen beside the file.
    """

    untracked_reason = "A file between two steps; what is kept of it has its history and names the file."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=100)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    stored_file = models.CharField(max_length=200)
    mapping = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, db_index=True)

    objects = QuestionnaireFileQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-id",)
        verbose_name = _("uploaded questionnaire")
        verbose_name_plural = _("uploaded questionnaires")

    def __str__(self) -> str:
        return self.file_name
