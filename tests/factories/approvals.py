"""Requests and approvals made through the services, about a team: the smallest record that can stand for any kind."""

from __future__ import annotations

from typing import Any

from governance.accounts.models import Team, User
from governance.approvals import services
from governance.approvals.models import ApprovalPolicy, ApprovalRequest, Vote
from governance.approvals.subjects import SubjectKind, register_subject
from governance.core.services import create_record

ANYWHERE = {
    "use_cases": ["*"],
    "teams": ["*"],
    "environments": ["production"],
    "data_classes": ["*"],
    "regions": ["*"],
    "max_phase": 1,
}


def register_team_as_subject(**hooks: Any) -> None:
    """Let teams be approved, so that approvals can be tested without the registry."""
    register_subject(
        SubjectKind(
            model=Team,
            get_content=lambda team: {"name": team.name, "about": team.description},
            get_binding=lambda team: {"key": team.key},
            get_risk_tier=lambda team: "medium",
            **hooks,
        )
    )


def make_policy(actor: User, requirements: dict[str, int] | None = None) -> ApprovalPolicy:
    """Make a policy for every kind and tier; two approvers unless said otherwise."""
    policy = create_record(actor=actor, model=ApprovalPolicy, values={"name": "Two approvers"})
    return services.set_requirements(actor=actor, policy=policy, requirements=requirements or {"approver": 2})


def make_request(actor: User, record: Any, **terms: Any) -> ApprovalRequest:
    """Ask for an approval that permits everything in production."""
    values = {"scope": ANYWHERE, "justification": "Customers wait too long.", **terms}
    return services.request_approval(actor=actor, record=record, **values)


def approve(actor: User, request: ApprovalRequest, **values: Any) -> Vote:
    """Vote for a request as it stands."""
    request.refresh_from_db()
    return services.cast_vote(actor=actor, request=request, choice="approve", digest=request.digest, **values)
