"""A link from an agreement to the reviews of its clauses."""

from django.utils.translation import gettext_lazy as _

from governance.core.admin.page_links import PageLink, link_from
from vendors.agreements.models import ClauseCheck

link_from(
    "vendors.agreement",
    PageLink(_("Take over from a review"), "agreement-from-review", ClauseCheck.get_permission("add")),
)
