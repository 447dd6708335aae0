"""What happens to classifications as a whole; single changes are told by the events every record has."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

REFERENCE_SEEDED = declare("governance.classification.seeded", _("Reference data added"))
