"""What happens to those who forget."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

DUE_REMINDED = declare("vendors.assessment.due_reminded", _("Vendor reminded of the due date"))
