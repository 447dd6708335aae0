"""What happens to vendors."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

VENDOR_ONBOARDING = declare("vendors.vendor.onboarding_started", _("Vendor onboarding started"))
VENDOR_ACTIVATED = declare("vendors.vendor.activated", _("Vendor activated"))
VENDOR_SUSPENDED = declare("vendors.vendor.suspended", _("Vendor suspended"))
VENDOR_RESUMED = declare("vendors.vendor.resumed", _("Vendor resumed"))
VENDOR_OFFBOARDED = declare("vendors.vendor.offboarded", _("Vendor offboarded"))
