"""Approval policies: what each kind of record needs before it may be used."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from governance.accounts.models import Role, User
from governance.approvals.enums import RiskTier
from governance.approvals.models import ApprovalPolicy, PolicyRequirement
from governance.core import events
from governance.core.errors import InvalidInput
from governance.core.services import create_record
from governance.core.writing import lock, permit, publish, service


@service
def set_requirements(
    *, actor: User, policy: ApprovalPolicy, requirements: Mapping[str, int]
) -> ApprovalPolicy:
    """Replace the votes that a policy asks for, by role key. At least one vote is always needed."""
    permit(actor, "change", policy)
    policy = lock(policy)
    roles = {role.key: role for role in Role.objects.filter(key__in=requirements)}
    if (
        not requirements
        or set(roles) != set(requirements)
        or any(not 1 <= n <= 20 for n in requirements.values())
    ):
        raise InvalidInput(fields={"requirements": _("Name at least one existing role with 1 to 20 votes.")})
    for row in policy.requirements.select_related("role"):
        if row.role.key not in requirements:
            row.delete()
    standing = {row.role.key: row for row in policy.requirements.select_related("role")}
    for key, votes in requirements.items():
        row = standing.get(key) or PolicyRequirement(policy=policy, role=roles[key])
        if row._state.adding or row.votes != votes:
            row.votes = votes
            row.save()
    publish(events.RECORD_CHANGED, actor=actor, record=policy, data={"requirements": dict(requirements)})
    return policy


@service
def seed_policies(*, actor: User) -> None:
    """Give a new installation its policies: one approver at low risk, two at medium, three at high."""
    if ApprovalPolicy.objects.exists():
        return
    for tier, name, days, requirements in (
        (RiskTier.LOW, "Low risk: one approver", 365, {"approver": 1}),
        (RiskTier.MEDIUM, "Medium risk: two approvers", 365, {"approver": 2}),
        (RiskTier.HIGH, "High risk: three approvers", 180, {"approver": 3}),
    ):
        values = {"name": name, "risk_tier": tier, "max_validity_days": days}
        policy = create_record(actor=actor, model=ApprovalPolicy, values=values)
        set_requirements(actor=actor, policy=policy, requirements=requirements)
