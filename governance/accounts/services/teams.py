"""Who belongs to a team and who leads it."""

from __future__ import annotations

from governance.accounts.models import Team, TeamMembership, User
from governance.core.services import change_record, create_record, delete_record
from governance.core.writing import service


@service
def add_team_member(*, actor: User, team: Team, user: User, is_lead: bool = False) -> TeamMembership:
    """Put a person into a team."""
    values = {"team": team, "user": user, "is_lead": is_lead}
    membership: TeamMembership = create_record(actor=actor, model=TeamMembership, values=values)
    return membership


@service
def change_team_member(*, actor: User, membership: TeamMembership, is_lead: bool) -> TeamMembership:
    """Make a member the team's lead, or an ordinary member."""
    changed: TeamMembership = change_record(actor=actor, record=membership, values={"is_lead": is_lead})
    return changed


@service
def remove_team_member(*, actor: User, membership: TeamMembership) -> None:
    """Take a person out of a team; the history keeps that they were in it."""
    delete_record(actor=actor, record=membership)
