"""A link from a vendor's form to everything about it."""

from django.utils.translation import gettext_lazy as _

from governance.core.admin.page_links import PageLink, link_from
from vendors.directory.models import Vendor

link_from(
    "vendors.vendor", PageLink(_("Everything on one page"), "vendor-overview", Vendor.get_permission("view"))
)
