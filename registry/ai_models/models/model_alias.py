"""Names that are not themselves a pinned thing."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.records import Scope, TrackedRecord
from registry.ai_models.models.ai_model import LONGEST_ID, LONGEST_PROVIDER, make_skeleton
from registry.ai_models.models.model_version import ModelVersion
from registry.ai_models.naming import UnsafeName, validate_identifier


class ModelAlias(TrackedRecord):
    """A name that callers use and somebody else could repoint ("openai/gpt-4o", "support-model").

    It resolves to the pin that officers declared, whatever its provider does; without one it floats and is denied.
    """

    name = models.CharField(
        _("name"), max_length=LONGEST_ID, unique=True, help_text=_("What callers send, exactly.")
    )
    fold = models.CharField(max_length=LONGEST_ID, db_index=True, editable=False)
    provider = models.CharField(_("provider"), max_length=LONGEST_PROVIDER, blank=True)
    points_to = models.ForeignKey(
        ModelVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="aliases",
        verbose_name=_("points to"),
        help_text=_("Empty: it floats, and the gate denies it."),
    )
    reason = models.TextField(_("reason"), blank=True)

    scope = Scope(team="points_to__model__team_id", vendor="points_to__model__vendor_id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an unsafe name and a target that is itself not pinned; fold the name."""
        try:
            validate_identifier(self.name, longest=LONGEST_ID)
        except UnsafeName as error:
            raise ValidationError({"name": str(error)}) from None
        if self.points_to is not None and not self.points_to.is_pinned:
            raise ValidationError({"points_to": _("An alias points to a pinned version only.")})
        self.fold = make_skeleton(self.name)
