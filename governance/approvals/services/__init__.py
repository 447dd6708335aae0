"""Index of the services of approvals, re-exported by name."""

from governance.approvals.services.approving import grant_approval, revoke_approval
from governance.approvals.services.delegating import delegate_votes, end_delegation
from governance.approvals.services.policies import seed_policies, set_requirements
from governance.approvals.services.requesting import (
    add_co_author,
    change_request,
    expire_overdue_requests,
    request_approval,
    withdraw_request,
)
from governance.approvals.services.voting import cast_vote, declare_conflict, withdraw_vote

__all__ = [
    "add_co_author",
    "cast_vote",
    "change_request",
    "declare_conflict",
    "delegate_votes",
    "end_delegation",
    "expire_overdue_requests",
    "grant_approval",
    "request_approval",
    "revoke_approval",
    "seed_policies",
    "set_requirements",
    "withdraw_request",
    "withdraw_vote",
]
