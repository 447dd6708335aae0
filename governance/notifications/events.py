"""What happens to action items."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

ACTION_ITEM_RAISED = declare("governance.action_item.raised", _("Somebody is asked to look at a record"))
ACTION_ITEM_CLOSED = declare("governance.action_item.closed", _("Action item done"))
