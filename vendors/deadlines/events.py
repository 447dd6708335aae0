"""What happens to reminders."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

REMINDERS_DUE = declare("vendors.deadline.reminders_due", _("Mail of the day's reminders"))
