"""A provider's model family."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team
from governance.core.records import Scope, TrackedRecord
from registry.ai_models.naming import UnsafeName, fold, validate_identifier
from vendors.directory.models import Service, Vendor

LONGEST_PROVIDER = 100
LONGEST_NAME = 300
LONGEST_ID = LONGEST_PROVIDER + 1 + LONGEST_NAME


def make_skeleton(name: str) -> str:
    """Return the folded name as it is stored: equal skeletons look alike.

    Folding can lengthen exotic letters; cutting makes more names look alike, never fewer.
    """
    return fold(name)[:LONGEST_ID]


class AIModel(TrackedRecord):
    """A provider's model family, such as OpenAI's gpt-4o; its versions are what is approved."""

    provider = models.CharField(
        _("provider"), max_length=LONGEST_PROVIDER, help_text=_("As catalogues and callers spell it.")
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME, help_text=_("The bare name, without a date."))
    title = models.CharField(_("title"), max_length=200, blank=True)
    fold = models.CharField(max_length=LONGEST_ID, db_index=True, editable=False)
    vendor = models.ForeignKey(
        Vendor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ai_models",
        verbose_name=_("vendor"),
        help_text=_("Who supplies it to us."),
    )
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ai_models",
        verbose_name=_("service"),
        help_text=_("Through which service; a version may name another."),
    )
    mode = models.CharField(_("mode"), max_length=100, blank=True)
    licence = models.CharField(_("licence"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    card_markdown = models.TextField(_("model card"), blank=True, editable=False)
    card_facts = models.JSONField(_("facts of the model card"), default=dict, blank=True, editable=False)
    card_digest = models.CharField(_("digest of the model card"), max_length=80, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_models",
        verbose_name=_("owner"),
        help_text=_("Who is asked when something about it changes."),
    )
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ai_models",
        verbose_name=_("team"),
    )

    scope = Scope(team="team_id", vendor="vendor_id", owner="owner_id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("fold",)
        verbose_name = _("model")
        verbose_name_plural = _("models")
        constraints = (
            models.UniqueConstraint(fields=("provider", "name"), name="one_model_per_provider_and_name"),
        )

    def __str__(self) -> str:
        return self.title or f"{self.provider}/{self.name}"

    def clean(self) -> None:
        """Refuse unsafe names and a service of another vendor; fold the name."""
        for field in ("provider", "name"):
            try:
                validate_identifier(getattr(self, field), longest=LONGEST_NAME)
            except UnsafeName as error:
                raise ValidationError({field: str(error)}) from None
        if "/" in self.provider:
            raise ValidationError({"provider": _("A provider's name holds no slash.")})
        if self.service is not None and self.service.vendor_id != self.vendor_id:
            raise ValidationError({"service": _("This service belongs to another vendor.")})
        self.fold = make_skeleton(f"{self.provider}/{self.name}")
