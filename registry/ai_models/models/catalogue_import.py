"""Imports of model catalogues and the rows of their reports."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from governance.core.models import Job
from governance.core.records import Scope, TrackedRecord
from governance.core.rights import rights_of
from registry.ai_models.enums import ImportState, RowKind, Source

COUNTS = ("models", "added", "removed", "newly_deprecated", "changed", "skipped", "errors")
"""The counts of the command's contract, in its order."""


class CatalogueImport(FSMModelMixin, TrackedRecord):
    """One file compared with the registry, and applied or not. `report` holds counts and the first rows of each kind.

    `report_digest` is over all rows of the report: what is applied is exactly what was previewed.
    """

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size_bytes = models.BigIntegerField(_("size (bytes)"))
    stored_file = models.CharField(max_length=200, blank=True, editable=False)
    model_name = models.CharField(
        _("name of the model"), max_length=300, blank=True, help_text=_("For a model card that does not say.")
    )
    format = models.CharField(_("format"), max_length=16, blank=True, choices=Source.choices)
    state = FSMField(_("state"), default=ImportState.UPLOADED, choices=ImportState.choices, protected=True)
    dry_run = models.BooleanField(_("preview only"), default=True)
    report = models.JSONField(_("report"), default=dict, editable=False)
    report_digest = models.CharField(max_length=80, blank=True, editable=False)
    message = models.TextField(_("message"), blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="catalogue_imports",
        verbose_name=_("requested by"),
    )
    job = models.ForeignKey(
        Job, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    compared_at = models.DateTimeField(_("compared"), null=True, editable=False)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)

    # No answer rests on an import itself: what it writes are versions, and a preview must not move the revision.
    scope = Scope(owner="requested_by_id")

    class Meta(TrackedRecord.Meta):
        verbose_name = _("catalogue import")
        verbose_name_plural = _("catalogue imports")

    def __str__(self) -> str:
        return self.file_name

    def get_count(self, name: str) -> int:
        """Return one of the report's counts; 0 before the comparison."""
        return int(self.report.get(name, 0))

    @transition(field=state, source=ImportState.UPLOADED, target=ImportState.PREVIEWED)
    def preview(self) -> None:
        """The file was compared with the registry."""
        self.compared_at = timezone.now()

    @transition(field=state, source=(ImportState.UPLOADED, ImportState.PREVIEWED), target=ImportState.FAILED)
    def fail(self, message: str) -> None:
        """The file is refused as a whole."""
        self.compared_at = self.compared_at or timezone.now()
        self.message = message

    @transition(field=state, source=ImportState.PREVIEWED, target=ImportState.APPLIED)
    def apply(self) -> None:
        """What the report says was written."""
        self.applied_at = timezone.now()
        self.dry_run = False

    @transition(
        field=state, source=(ImportState.UPLOADED, ImportState.PREVIEWED), target=ImportState.ABANDONED
    )
    def abandon(self) -> None:
        """Nobody wants it any more."""


class CatalogueImportRowQuerySet(models.QuerySet["CatalogueImportRow"]):
    """Rows of reports, visible with their import."""

    def restrict(self, user: Any, action: str = "view") -> Self:
        """Return the rows of the imports that the user may see."""
        if rights_of(user).everywhere_has(CatalogueImport.get_permission(action)):
            return self.all()
        return self.filter(of__in=CatalogueImport.objects.restrict(user, action))


class CatalogueImportRow(models.Model):
    """One row of an import's report."""

    untracked_reason = "Immutable rows of a report, written once with it."

    of = models.ForeignKey(
        CatalogueImport,
        on_delete=models.CASCADE,
        related_name="rows",
        db_index=False,
        verbose_name=_("import"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=RowKind.choices)
    catalogue_id = models.CharField(_("row"), max_length=500)
    detail = models.TextField(_("detail"), blank=True)
    changes = models.JSONField(_("changes"), default=dict)

    objects = CatalogueImportRowQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("id",)
        verbose_name = _("row of a catalogue import")
        verbose_name_plural = _("rows of catalogue imports")
        indexes = (models.Index(fields=("of", "kind", "id"), name="import_row_by_kind"),)

    def __str__(self) -> str:
        return f"{self.catalogue_id}: {self.get_kind_display()}"
