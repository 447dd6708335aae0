"""Index of the models of this app's slices; Django reads it, nobody imports it."""

from governance.accounts.models import ApiKey, Role, RoleAssignment, Team, TeamMembership, User
from governance.approvals.models import (
    Approval,
    ApprovalPolicy,
    ApprovalRequest,
    CoAuthor,
    ConflictOfInterest,
    Delegation,
    NumberSeries,
    PolicyRequirement,
    Vote,
)
from governance.classification.models import (
    AdequacyDecision,
    Country,
    DataClass,
    Grouping,
    GroupingMember,
    HandlingRule,
    Region,
)
from governance.core.models import (
    IdempotentAnswer,
    Job,
    OutboxMessage,
    RecordedEvent,
    RegistryRevision,
    RegistryStep,
    SavedFilter,
)
from governance.notifications.models import ActionItem
from governance.use_cases.models import UseCase

__all__ = [
    "ActionItem",
    "AdequacyDecision",
    "ApiKey",
    "Approval",
    "ApprovalPolicy",
    "ApprovalRequest",
    "CoAuthor",
    "ConflictOfInterest",
    "Country",
    "DataClass",
    "Delegation",
    "Grouping",
    "GroupingMember",
    "HandlingRule",
    "IdempotentAnswer",
    "Job",
    "NumberSeries",
    "OutboxMessage",
    "PolicyRequirement",
    "RecordedEvent",
    "Region",
    "RegistryRevision",
    "RegistryStep",
    "Role",
    "RoleAssignment",
    "SavedFilter",
    "Team",
    "TeamMembership",
    "UseCase",
    "User",
    "Vote",
]
