"""Vendors, services, sub-processors and contacts in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.classification.forms import OwnerChoiceMixin
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline, Transition
from governance.core.admin.transitions import NoQuestions
from vendors.directory import services
from vendors.directory.enums import VendorLifecycle, VendorTier
from vendors.directory.models import Contact, Service, ServiceLocation, SubProcessor, Vendor

LIFECYCLE_COLOURS = {
    VendorLifecycle.PROSPECT: "default",
    VendorLifecycle.ONBOARDING: "info",
    VendorLifecycle.ACTIVE: "success",
    VendorLifecycle.SUSPENDED: "danger",
    VendorLifecycle.OFFBOARDED: "default",
}
TIER_COLOURS = {
    VendorTier.CRITICAL: "danger",
    VendorTier.HIGH: "warning",
    VendorTier.MEDIUM: "info",
    VendorTier.LOW: "default",
}


def _when(*states: VendorLifecycle) -> Any:
    """Return the question whether a vendor is in one of the states."""
    return lambda vendor, user: vendor.lifecycle in states


class ContactInline(GovernedTabularInline):
    """Who to reach at the vendor."""

    model = Contact
    fields = ("name", "email", "role")


class ServiceInline(GovernedTabularInline):
    """What the vendor supplies, in short; the rest is on each service's own page."""

    model = Service
    fields = ("name", "key", "kind", "is_active")
    can_delete = False


@admin.register(Vendor)
class VendorAdmin(OwnerChoiceMixin, GovernedModelAdmin):
    """Suppliers; their state moves by the buttons alone."""

    list_display = ("name", "show_lifecycle", "show_tier", "country", "owner", "show_services")
    list_filter = ("lifecycle", "tier", "country")
    search_fields = ("key", "name", "legal_name")
    list_select_related = ("country", "owner")
    autocomplete_fields = ("country",)
    readonly_fields = ("lifecycle",)
    inlines = (ServiceInline, ContactInline)
    empty_hint = _("A vendor comes first: services, agreements and models hang on it.")
    empty_value_display = "—"
    fields = (
        "name",
        "key",
        "lifecycle",
        "tier",
        "legal_name",
        "country",
        "website",
        "owner",
        "notes",
    )
    transitions = (
        Transition(
            "onboard",
            _("Start onboarding"),
            services.start_onboarding,
            "vendor",
            form=NoQuestions,
            available=_when(VendorLifecycle.PROSPECT),
            description=_("Says that somebody is looking at the vendor now."),
        ),
        Transition(
            "activate",
            _("Activate"),
            services.activate_vendor,
            "vendor",
            action="activate",
            available=_when(VendorLifecycle.PROSPECT, VendorLifecycle.ONBOARDING),
            description=_("From then on decisions can permit what the vendor supplies."),
            primary=True,
        ),
        Transition(
            "suspend",
            _("Suspend"),
            services.suspend_vendor,
            "vendor",
            action="suspend",
            available=_when(VendorLifecycle.ACTIVE),
            description=_("Every decision about what the vendor supplies is a deny at once."),
            dangerous=True,
        ),
        Transition(
            "resume",
            _("Resume"),
            services.resume_vendor,
            "vendor",
            action="resume",
            available=_when(VendorLifecycle.SUSPENDED),
            description=_("What was approved before holds again as far as it is in date."),
            primary=True,
        ),
        Transition(
            "offboard",
            _("Offboard"),
            services.offboard_vendor,
            "vendor",
            action="offboard",
            available=lambda vendor, user: vendor.lifecycle != VendorLifecycle.OFFBOARDED,
            description=_("Ends the use of the vendor for good. There is no way back."),
            dangerous=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the services with the rows."""
        return super().get_queryset(request).annotate(supplied=Count("services"))

    @display(description=_("state"), label=LIFECYCLE_COLOURS, ordering="lifecycle")
    def show_lifecycle(self, obj: Vendor) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.lifecycle, obj.get_lifecycle_display()

    @display(description=_("tier"), label=TIER_COLOURS, ordering="tier")
    def show_tier(self, obj: Vendor) -> tuple[str, str]:
        """Show the tier as a badge."""
        return obj.tier, obj.get_tier_display()

    @display(description=_("services"))
    def show_services(self, obj: Any) -> int:
        """Show how many services the vendor supplies."""
        return int(obj.supplied)


class LocationInline(GovernedTabularInline):
    """Where the service is, and from where people reach it."""

    model = ServiceLocation
    fields = ("purpose", "region", "country")
    autocomplete_fields = ("region", "country")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the places with the rows."""
        return super().get_queryset(request).select_related("region", "country", "service")


class SubProcessorInline(GovernedTabularInline):
    """Who else handles the data."""

    model = SubProcessor
    fields = ("name", "country", "purpose", "since_date", "until_date")
    autocomplete_fields = ("country",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the countries with the rows."""
        return super().get_queryset(request).select_related("country", "service")


@admin.register(Service)
class ServiceAdmin(GovernedModelAdmin):
    """What vendors supply, with places and sub-processors."""

    list_display = (
        "name",
        "vendor",
        "kind",
        "show_retention",
        "show_training",
        "is_in_baa_scope",
        "show_declared",
        "is_active",
    )
    list_filter = ("vendor", "kind", "trains_on_data", "is_zero_retention", "is_in_baa_scope", "is_active")
    search_fields = ("key", "name", "vendor__name", "vendor__key")
    list_select_related = ("vendor",)
    autocomplete_fields = ("vendor",)
    inlines = (LocationInline, SubProcessorInline)
    empty_hint = _("A service says where a vendor keeps data, how long, and who else handles it.")
    empty_value_display = "—"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep a saved service with its vendor."""
        return ("vendor",) if obj else ()

    @display(description=_("keeps data"))
    def show_retention(self, obj: Service) -> str:
        """Show how long data is kept."""
        if obj.is_zero_retention:
            return str(_("nothing"))
        return (
            str(_("not declared")) if obj.retention_days is None else str(_("%d days") % obj.retention_days)
        )

    @display(description=_("trains"), label={"no": "success", "yes": "danger", "unknown": "warning"})
    def show_training(self, obj: Service) -> tuple[str, str]:
        """Show whether our data trains models, as a badge."""
        if obj.trains_on_data is None:
            return "unknown", str(_("not declared"))
        return ("yes", str(_("yes"))) if obj.trains_on_data else ("no", str(_("no")))

    @display(description=_("declared in full"), label={"yes": "success", "no": "warning"})
    def show_declared(self, obj: Service) -> tuple[str, str]:
        """Show whether access and sub-processors are declared in full, as a badge."""
        if obj.is_support_access_declared and obj.is_sub_processor_list_complete:
            return "yes", str(_("yes"))
        return "no", str(_("not yet"))
