"""Links from the pages of agreements and vendors to what breaks without them."""

from django.utils.translation import gettext_lazy as _

from governance.core.admin.page_links import PageLink, link_from
from registry.decisions.selectors import MAY_ASK

link_from("vendors.agreement", PageLink(_("What breaks if this lapses"), "agreement-impact", MAY_ASK))
link_from("vendors.vendor", PageLink(_("What breaks if this vendor stops"), "vendor-impact", MAY_ASK))
