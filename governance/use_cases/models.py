"""Use cases: a purpose, who answers for it, which data it may use and how risky it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team
from governance.classification.models import DataClass
from governance.classification.validators import refuse_keys
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from governance.use_cases.enums import RiskTier


class UseCase(TrackedRecord):
    """A purpose for which AI may be asked. Its key is what API callers send."""

    key = models.SlugField(
        _("key"), max_length=80, unique=True, help_text=_("Callers send this; it never changes.")
    )
    name = models.CharField(_("name"), max_length=160)
    purpose = models.TextField(_("purpose"), help_text=_("What AI does here, and for whom."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="owned_use_cases",
        verbose_name=_("owner"),
        help_text=_("Answers for it."),
    )
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="use_cases",
        verbose_name=_("team"),
        help_text=_("The team that keeps it. Empty: the whole organisation."),
    )
    data_classes = models.JSONField(
        _("data classes"), default=list, blank=True, help_text=_("None: it may use no data at all.")
    )
    risk_tier = models.CharField(_("risk tier"), max_length=16, choices=RiskTier.choices)
    is_active = models.BooleanField(_("active"), default=True)

    scope = Scope(team="team_id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("use case")
        verbose_name_plural = _("use cases")
        constraints = (
            models.CheckConstraint(
                condition=~Q(risk_tier=RiskTier.PROHIBITED, is_active=True),
                name="prohibited_use_is_not_active",
                violation_error_message=_("A prohibited use (EU AI Act, Art. 5) cannot be active."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse data classes that nobody knows."""
        known = DataClass.objects.values_list("key", flat=True) if self.data_classes else ()
        refuse_keys("data_classes", self.data_classes, list(known))
