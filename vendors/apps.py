"""App configuration of the vendor slices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VendorsConfig(AppConfig):
    """Holds the slices about who supplies us."""

    name = "vendors"
    verbose_name = _("Vendors")

    def ready(self) -> None:
        """Connect the receivers of this app's slices."""
        from vendors import receivers  # noqa: F401
