"""What happens to announced sub-processors."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

SUB_PROCESSOR_ANNOUNCED = declare("vendors.sub_processor.announced", _("Sub-processor announced"))
SUB_PROCESSOR_ACCEPTED = declare("vendors.sub_processor.accepted", _("Sub-processor accepted"))
SUB_PROCESSOR_OBJECTED = declare("vendors.sub_processor.objected", _("Objected to a sub-processor"))
SUB_PROCESSOR_WITHDRAWN = declare("vendors.sub_processor.withdrawn", _("Announced sub-processor withdrawn"))
SUB_PROCESSOR_APPLIED = declare("vendors.sub_processor.applied", _("Sub-processor put into the directory"))
