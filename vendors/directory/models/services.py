"""What vendors supply, where it lies, and who else handles the data."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.classification.models import Country, Region
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from vendors.directory.enums import LocationPurpose, ServiceKind
from vendors.directory.fields import PublicURLField
from vendors.directory.models.vendors import Vendor, refuse_other_vendor

DAYS_WITHIN_REASON = 36_500


class Service(TrackedRecord):
    """What a vendor supplies. Null means "not declared", which is not the same as no."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="services", verbose_name=_("vendor")
    )
    key = models.SlugField(_("key"), max_length=80, help_text=_("Unique with its vendor; it never changes."))
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=16, choices=ServiceKind.choices, default=ServiceKind.API)
    description = models.TextField(_("description"), blank=True)
    website = PublicURLField(_("website"), max_length=500, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    retention_days = models.PositiveIntegerField(
        _("keeps data (days)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(DAYS_WITHIN_REASON)],
        help_text=_("Empty: not declared."),
    )
    is_zero_retention = models.BooleanField(
        _("keeps nothing"),
        default=False,
        help_text=_("Nothing is kept past the session, by contract or setting."),
    )
    trains_on_data = models.BooleanField(
        _("trains on our data"), null=True, blank=True, help_text=_("Unknown: not declared.")
    )
    is_in_baa_scope = models.BooleanField(
        _("inside the BAA's scope"),
        default=False,
        help_text=_("The vendor names this very product as covered by its business associate agreement."),
    )
    is_support_access_declared = models.BooleanField(
        _("access is declared in full"),
        default=False,
        help_text=_(
            "The places from which people reach the data are all listed; none listed means nobody does."
        ),
    )
    is_sub_processor_list_complete = models.BooleanField(
        _("sub-processors are declared in full"),
        default=False,
        help_text=_("All sub-processors are listed; none listed means there are none."),
    )

    scope = Scope(vendor="vendor_id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = (
            models.UniqueConstraint(
                fields=("vendor", "key"),
                name="one_service_key_per_vendor",
                violation_error_message=_("The vendor has a service with this key already."),
            ),
            models.CheckConstraint(
                condition=Q(is_zero_retention=False) | Q(retention_days__isnull=True) | Q(retention_days=0),
                name="zero_retention_keeps_nothing",
                violation_error_message=_("A service that keeps nothing has no days of keeping."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a move to another vendor."""
        refuse_other_vendor(self)


class ServiceLocation(TrackedRecord):
    """One place of a service, by region or by country, and what it is for."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="locations", verbose_name=_("service")
    )
    purpose = models.CharField(
        _("for"), max_length=16, choices=LocationPurpose.choices, default=LocationPurpose.HOSTING
    )
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )

    scope = Scope(vendor="service__vendor_id")
    affects_decisions = True
    part_of = "service"

    class Meta(TrackedRecord.Meta):
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = (
            models.CheckConstraint(
                condition=Q(region__isnull=True, country__isnull=False)
                | Q(region__isnull=False, country__isnull=True),
                name="location_is_region_or_country",
                violation_error_message=_("Name a region or a country, not both."),
            ),
            models.UniqueConstraint(
                fields=("service", "purpose", "region"),
                condition=Q(region__isnull=False),
                name="one_location_per_region",
                violation_error_message=_("This region is listed for this already."),
            ),
            models.UniqueConstraint(
                fields=("service", "purpose", "country"),
                condition=Q(country__isnull=False),
                name="one_location_per_country",
                violation_error_message=_("This country is listed for this already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.region or self.country}"


class SubProcessor(TrackedRecord):
    """A party that handles data on behalf of a service, in one country; one row for each country."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="sub_processors", verbose_name=_("service")
    )
    name = models.CharField(_("name"), max_length=160)
    country = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("country"),
        help_text=_("Empty: not declared."),
    )
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    since_date = models.DateField(_("since"), null=True, blank=True)
    until_date = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day on which it is none any more (UTC).")
    )

    scope = Scope(vendor="service__vendor_id")
    affects_decisions = True
    part_of = "service"

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("sub-processor")
        verbose_name_plural = _("sub-processors")
        constraints = (
            models.CheckConstraint(
                condition=Q(since_date__isnull=True)
                | Q(until_date__isnull=True)
                | Q(until_date__gt=F("since_date")),
                name="sub_processor_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_current(self, day: date) -> bool:
        """Return whether it handles data on the day."""
        return (self.since_date is None or self.since_date <= day) and (
            self.until_date is None or day < self.until_date
        )
