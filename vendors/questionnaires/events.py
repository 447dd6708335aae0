"""What happens to questionnaire templates."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

VERSION_DRAFTED = declare("vendors.templateversion.drafted", _("Questionnaire version drafted"))
VERSION_EDITED = declare("vendors.templateversion.edited", _("Questionnaire draft edited"))
VERSION_PUBLISHED = declare("vendors.templateversion.published", _("Questionnaire version published"))
VERSION_RETIRED = declare("vendors.templateversion.retired", _("Questionnaire version retired"))
VERSION_DISCARDED = declare("vendors.templateversion.discarded", _("Questionnaire draft discarded"))
VERSION_READ_IN = declare("vendors.templateversion.read_in", _("Questionnaire read from a file"))
FILE_UPLOADED = declare("vendors.questionnairefile.uploaded", _("Questionnaire uploaded, to be looked at"))
FILE_DISCARDED = declare("vendors.questionnairefile.discarded", _("Uploaded questionnaire discarded"))
FILES_DROPPED = declare("vendors.questionnairefile.dropped", _("Uploaded questionnaires dropped, a day old"))
