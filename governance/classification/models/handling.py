"""Data classes, and what each demands of a supplier."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from governance.classification.enums import DataCategory, Sensitivity, TransferMechanism
from governance.classification.models.places import Country, Grouping
from governance.classification.validators import refuse_keys
from governance.core.models import TrackedRecord

DAYS_WITHIN_REASON = 36_500


class DataClass(TrackedRecord):
    """A class of data: how sensitive it is and what it is made of. Callers send its key."""

    key = models.SlugField(
        _("key"), max_length=80, unique=True, help_text=_("Callers send this; it never changes.")
    )
    name = models.CharField(_("name"), max_length=120)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=16, choices=Sensitivity.choices, default=Sensitivity.RESTRICTED
    )
    categories = models.JSONField(_("categories"), default=list, blank=True)
    description = models.TextField(_("description"), blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("A class that is not active is unknown to decisions: denied.")
    )

    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("data class")
        verbose_name_plural = _("data classes")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def in_order(cls, rows: QuerySet[DataClass]) -> QuerySet[DataClass]:
        """Return the rows from the least to the most sensitive."""
        ranks = [When(sensitivity=value, then=Value(rank)) for rank, value in enumerate(Sensitivity.values)]
        rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
        return rows.order_by(rank, "name")

    def clean(self) -> None:
        """Refuse categories that nobody knows."""
        refuse_keys("categories", self.categories, DataCategory.values)


class HandlingRule(TrackedRecord):
    """What a data class demands. Several rules of one class all hold; a class without one is ruled by law alone."""

    data_class = models.ForeignKey(
        DataClass, on_delete=models.CASCADE, related_name="handling_rules", verbose_name=_("data class")
    )
    requires_dpa = models.BooleanField(_("needs a DPA"), default=False)
    requires_baa = models.BooleanField(_("needs a BAA"), default=False)
    requires_no_training = models.BooleanField(_("no training"), default=False)
    max_retention_days = models.PositiveIntegerField(
        _("kept at most (days)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(DAYS_WITHIN_REASON)],
        help_text=_("0: nothing is kept past the session. Empty: no limit."),
    )
    allowed_places = models.JSONField(
        _("allowed places"),
        default=list,
        blank=True,
        help_text=_("Countries and groupings. None: the class itself sets no limit."),
    )
    transfer_mechanisms = models.JSONField(
        _("what opens other places"), default=list, blank=True, help_text=_("None: nothing does.")
    )
    legal_source = models.TextField(_("source"), help_text=_("The provision, or that it is a house rule."))

    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("handling rule")
        verbose_name_plural = _("handling rules")

    def __str__(self) -> str:
        return f"{self.data_class}: {self.legal_source[:60]}"

    def clean(self) -> None:
        """Refuse places and mechanisms that nobody knows."""
        known: set[str] = set()
        if self.allowed_places:
            known.update(Country.objects.values_list("code", flat=True))
            known.update(Grouping.objects.values_list("key", flat=True))
        refuse_keys("allowed_places", self.allowed_places, known)
        refuse_keys("transfer_mechanisms", self.transfer_mechanisms, TransferMechanism.values)
        if self.transfer_mechanisms and not self.allowed_places:
            raise ValidationError({"transfer_mechanisms": _("They mean nothing while no place is named.")})
