"""What happens to kill switches."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

KILL_ENGAGED = declare("registry.kill_switch.engaged", _("Kill switch engaged"))
KILL_RELEASED = declare("registry.kill_switch.released", _("Kill switch released"))
