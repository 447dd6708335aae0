"""What happens to models, their versions, aliases and catalogues."""

from django.utils.translation import gettext_lazy as _

from governance.core.events import declare

VERSION_PROPOSED = declare("registry.model_version.proposed", _("Model version proposed"))
VERSION_SENT_TO_REVIEW = declare("registry.model_version.in_review", _("Model version in review"))
VERSION_APPROVED = declare("registry.model_version.approved", _("Model version approved"))
VERSION_RETURNED = declare("registry.model_version.returned", _("Model version is no longer approved"))
VERSION_DEPRECATED = declare("registry.model_version.deprecated", _("Model version deprecated"))
VERSION_RETIRED = declare("registry.model_version.retired", _("Model version retired"))
VERSION_SUSPENDED = declare("registry.model_version.suspended", _("Model version suspended"))
VERSION_RESUMED = declare("registry.model_version.resumed", _("Model version resumed"))
VERSION_REVOKED = declare("registry.model_version.revoked", _("Model version revoked for good"))
LOOKALIKE_ACCEPTED = declare(
    "registry.model_version.lookalike_accepted", _("Look-alike confirmed as a different model")
)
PROVIDER_DEPRECATED_VERSION = declare(
    "registry.model_version.provider_deprecated", _("The provider announced the end of an approved version")
)
PROVIDER_REMOVED_VERSION = declare(
    "registry.model_version.provider_removed", _("An approved version is gone from its catalogue")
)

MODEL_OWNER_ASSIGNED = declare("registry.ai_model.owner_assigned", _("Owner of a model assigned"))
MODEL_LINKED = declare("registry.ai_model.linked", _("Vendor and service of a model set"))
VERSION_LINKED = declare("registry.model_version.linked", _("Service of a model version set"))
CARD_ATTACHED = declare("registry.ai_model.card_attached", _("Model card attached"))

ALIAS_DECLARED = declare("registry.model_alias.declared", _("Alias declared"))
ALIAS_POINTED = declare("registry.model_alias.pointed", _("Alias points to another pin"))
ALIAS_WITHDRAWN = declare("registry.model_alias.withdrawn", _("Alias withdrawn"))

CATALOGUE_UPLOADED = declare("registry.catalogue.uploaded", _("Model catalogue uploaded"))
CATALOGUE_COMPARED = declare("registry.catalogue.compared", _("Model catalogue compared with the registry"))
CATALOGUE_REFUSED = declare("registry.catalogue.refused", _("Model catalogue refused; nothing was imported"))
CATALOGUE_APPLIED = declare("registry.catalogue.applied", _("Model catalogue applied"))
CATALOGUE_ABANDONED = declare("registry.catalogue.abandoned", _("Model catalogue abandoned"))
