"""What happens to sightings."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

RESOURCE_SIGHTED = declare("registry.sighting.first_seen", _("Something unregistered was asked for"))
SIGHTING_REGISTERED = declare("registry.sighting.registered", _("Sighting registered"))
SIGHTING_DISMISSED = declare("registry.sighting.dismissed", _("Sighting dismissed"))
