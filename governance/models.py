"""Index of the models of this app's slices; Django reads it, nobody imports it."""

from governance.accounts.models import ApiKey, Role, RoleAssignment, Team, TeamMembership, User
from governance.core.models import Job, OutboxMessage, RecordedEvent, RegistryRevision

__all__ = [
    "ApiKey",
    "Job",
    "OutboxMessage",
    "RecordedEvent",
    "RegistryRevision",
    "Role",
    "RoleAssignment",
    "Team",
    "TeamMembership",
    "User",
]
