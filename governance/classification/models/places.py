"""Places: countries, the groupings they belong to, adequacy decisions about them, and cloud regions in them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.classification.enums import AdequacyStatus, AdequacySubject
from governance.classification.validators import (
    covers,
    overlap,
    validate_condition_key,
    validate_country_code,
    validate_grouping_key,
    validate_region_key,
)
from governance.core.models import TrackedRecord

FIRST_DAY_OUTSIDE = _("The first day on which it no longer holds (UTC). Empty: no end is known.")


class Country(TrackedRecord):
    """An ISO 3166-1 country or territory. A parent says who is sovereign, not which law applies."""

    code = models.CharField(_("code"), max_length=2, unique=True, validators=[validate_country_code])
    name = models.CharField(_("name"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="territories",
        verbose_name=_("territory of"),
    )

    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a grouping's key, and a parent that is itself a territory, or the country itself."""
        if Grouping.objects.filter(key=self.code).exists():
            raise ValidationError({"code": _("A grouping has this key; a rule could mean either.")})
        if self.parent is not None and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": _("Name a country that is itself no territory.")})


class Grouping(TrackedRecord):
    """A named set of countries that a rule can speak of, such as the EEA."""

    key = models.CharField(_("key"), max_length=32, unique=True, validators=[validate_grouping_key])
    name = models.CharField(_("name"), max_length=160)

    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("grouping of countries")
        verbose_name_plural = _("groupings of countries")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a country's code: a rule names a place without saying which of the two it is."""
        if Country.objects.filter(code=self.key).exists():
            raise ValidationError({"key": _("A country has this code; a rule could mean either.")})


class GroupingMember(TrackedRecord):
    """One stay of one country in one grouping, in whole UTC days, half-open."""

    grouping = models.ForeignKey(
        Grouping, on_delete=models.CASCADE, related_name="members", verbose_name=_("grouping")
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("country")
    )
    valid_from = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The first day. Empty: always.")
    )
    valid_to = models.DateField(_("until"), null=True, blank=True, help_text=FIRST_DAY_OUTSIDE)
    source = models.CharField(_("source"), max_length=300, blank=True)

    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("member of a grouping")
        verbose_name_plural = _("members of groupings")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="membership_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.country} · {self.grouping}"

    def clean(self) -> None:
        """Refuse a second stay on the same days."""
        others = GroupingMember.objects.filter(grouping_id=self.grouping_id, country_id=self.country_id)
        for other in others.exclude(pk=self.pk):
            if overlap((self.valid_from, self.valid_to), (other.valid_from, other.valid_to)):
                raise ValidationError(_("The country is in this grouping already on some of these days."))


class AdequacyDecision(TrackedRecord):
    """A finding under GDPR Article 45, or its predecessor, that a recipient protects data well enough.

    `subject` is the country's code for a country or territory, a key of ours for a sector or organisation. A
    `condition` is a fact that must be shown of the recipient itself, such as a certification: a vendor shows it by
    an agreement of the kind "membership of a scheme" with this very key.
    """

    subject_type = models.CharField(
        _("about a"), max_length=16, choices=AdequacySubject.choices, default=AdequacySubject.COUNTRY
    )
    subject = models.CharField(_("subject"), max_length=80)
    country = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="adequacy_decisions",
        verbose_name=_("country"),
        help_text=_("Empty for an international organisation only."),
    )
    condition = models.CharField(
        _("condition"), max_length=64, blank=True, validators=[validate_condition_key]
    )
    condition_text = models.TextField(_("limits in words"), blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True, help_text=FIRST_DAY_OUTSIDE)
    status = models.CharField(
        _("status"), max_length=16, choices=AdequacyStatus.choices, default=AdequacyStatus.IN_FORCE
    )
    source = models.CharField(_("source"), max_length=300)

    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("subject",)
        verbose_name = _("adequacy decision")
        verbose_name_plural = _("adequacy decisions")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="adequacy_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(status=AdequacyStatus.EXPIRED) | Q(valid_to__isnull=False),
                name="expired_adequacy_has_end",
                violation_error_message=_("Say when an expired decision ended."),
            ),
            models.CheckConstraint(
                condition=Q(subject_type=AdequacySubject.ORGANISATION, country__isnull=True)
                | (~Q(subject_type=AdequacySubject.ORGANISATION) & Q(country__isnull=False)),
                name="adequacy_has_its_country",
                violation_error_message=_("Every subject but an international organisation has a country."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_status_display()})"

    def is_in_force(self, at: datetime) -> bool:
        """Return whether the decision holds at the instant; the dates decide, a challenge changes nothing."""
        return covers(self.valid_from, self.valid_to, at)

    def clean(self) -> None:
        """Refuse a decision that contradicts itself or an earlier one."""
        is_place = self.subject_type in {AdequacySubject.COUNTRY, AdequacySubject.TERRITORY}
        if is_place and self.country is not None and self.subject != self.country.code:
            raise ValidationError({"subject": _("For a country or territory this is its code.")})
        if self.subject_type == AdequacySubject.SECTOR and not self.condition:
            raise ValidationError({"condition": _("A sector needs the condition that tells who is in it.")})
        if self.condition and not self.condition_text:
            raise ValidationError({"condition_text": _("Say the condition in words.")})
        if self.valid_from is None:
            return
        others = AdequacyDecision.objects.filter(
            subject_type=self.subject_type, subject=self.subject, condition=self.condition
        )
        for other in others.exclude(pk=self.pk):
            if overlap((self.valid_from, self.valid_to), (other.valid_from, other.valid_to)):
                raise ValidationError(_("Another decision says the same for some of these days."))


class Region(TrackedRecord):
    """A place of processing as its provider names it, in one country; callers send its key."""

    key = models.CharField(
        _("key"), max_length=80, unique=True, validators=[validate_region_key], help_text=_("aws:eu-west-1")
    )
    provider = models.CharField(_("provider"), max_length=40)
    partition = models.CharField(
        _("partition"),
        max_length=40,
        blank=True,
        help_text=_(
            "The separately run cloud that it is part of: a government or sovereign cloud, or the usual one."
        ),
    )
    name = models.CharField(_("name"), max_length=120)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="regions", verbose_name=_("country")
    )

    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("key",)
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Refuse a key of another provider."""
        if self.key.partition(":")[0] != self.provider:
            raise ValidationError({"provider": _("The key begins with the provider and a colon.")})
