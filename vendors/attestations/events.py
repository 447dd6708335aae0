"""What happens to attestations."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

EXCEPTIONS_JUDGED = declare("vendors.attestation.exceptions_judged", _("Exceptions of a report judged"))
