"""What happens to those who forget, and what people choose about their mail."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

DUE_REMINDED = declare("vendors.assessment.due_reminded", _("Vendor reminded of the due date"))
MAIL_CHOSEN = declare("vendors.notice.mail_chosen", _("Chose which notices are mailed"))
