"""Index module: the records of this slice, re-exported by name."""

from governance.approvals.models.approvals import Approval
from governance.approvals.models.policies import ApprovalPolicy, PolicyRequirement
from governance.approvals.models.requests import ApprovalRequest, CoAuthor, NumberSeries
from governance.approvals.models.votes import ConflictOfInterest, Delegation, Vote

__all__ = [
    "Approval",
    "ApprovalPolicy",
    "ApprovalRequest",
    "CoAuthor",
    "ConflictOfInterest",
    "Delegation",
    "NumberSeries",
    "PolicyRequirement",
    "Vote",
]
