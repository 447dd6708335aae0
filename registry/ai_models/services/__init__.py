"""What can be done with models, versions, aliases, cards and catalogues."""

from registry.ai_models.services.aliases import declare_alias, point_alias, withdraw_alias
from registry.ai_models.services.cards import attach_card
from registry.ai_models.services.catalogues import (
    CatalogueRefused,
    apply_import,
    import_catalogue,
    preview_catalogue,
    preview_import,
)
from registry.ai_models.services.lifecycle import (
    deprecate_version,
    end_review,
    mark_approved,
    mark_in_review,
    resume_version,
    retire_version,
    return_to_proposed,
    revoke_version,
    suspend_version,
)
from registry.ai_models.services.uploads import (
    APPLY_JOB,
    PREVIEW_JOB,
    abandon_import,
    request_apply,
    upload_catalogue,
)
from registry.ai_models.services.versions import (
    EDITABLE,
    accept_lookalike,
    assign_owner,
    change_version,
    link_service,
    link_vendor,
    propose_version,
)

__all__ = [
    "APPLY_JOB",
    "EDITABLE",
    "PREVIEW_JOB",
    "CatalogueRefused",
    "abandon_import",
    "accept_lookalike",
    "apply_import",
    "assign_owner",
    "attach_card",
    "change_version",
    "declare_alias",
    "deprecate_version",
    "end_review",
    "import_catalogue",
    "link_service",
    "link_vendor",
    "mark_approved",
    "mark_in_review",
    "point_alias",
    "preview_catalogue",
    "preview_import",
    "propose_version",
    "request_apply",
    "resume_version",
    "retire_version",
    "return_to_proposed",
    "revoke_version",
    "suspend_version",
    "upload_catalogue",
    "withdraw_alias",
]
