"""App configurations of the project: the shared records and the admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ImprimaturAdminConfig(AdminConfig):
    """Makes our admin site the default one."""

    default_site = "governance.admin_site.ImprimaturAdminSite"


class GovernanceConfig(AppConfig):
    """Holds the slices that every other slice rests on."""

    name = "governance"
    verbose_name = _("Governance")

    def ready(self) -> None:
        """Register system checks, receivers and built-in roles."""
        from governance import checks, receivers  # noqa: F401
