"""What happens to agreements."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

AGREEMENT_TERMINATED = declare("vendors.agreement.terminated", _("Agreement terminated"))
AGREEMENT_RENEWED = declare("vendors.agreement.renewed", _("Agreement renewed"))
CLAUSE_CHECKED = declare("vendors.agreement.clause_checked", _("Clause of an agreement checked"))
