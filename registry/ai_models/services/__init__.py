"""What can be done with models, versions, aliases, cards and catalogues."""

from registry.ai_models.services.aliases import declare_alias, point_alias, withdraw_alias
from registry.ai_models.services.lifecycle import (
    deprecate_version,
    mark_approved,
    mark_in_review,
    resume_version,
    retire_version,
    return_to_proposed,
    revoke_version,
    suspend_version,
)
from registry.ai_models.services.versions import (
    accept_lookalike,
    assign_owner,
    change_version,
    link_service,
    link_vendor,
    propose_version,
)

__all__ = [
    "accept_lookalike",
    "assign_owner",
    "change_version",
    "declare_alias",
    "deprecate_version",
    "link_service",
    "link_vendor",
    "mark_approved",
    "mark_in_review",
    "point_alias",
    "propose_version",
    "resume_version",
    "retire_version",
    "return_to_proposed",
    "revoke_version",
    "suspend_version",
    "withdraw_alias",
]
