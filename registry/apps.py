"""App configuration of the registry slices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Holds the slices about what we run."""

    name = "registry"
    verbose_name = _("Registry")

    def ready(self) -> None:
        """Connect the receivers of this app's slices."""
        from registry import receivers  # noqa: F401
