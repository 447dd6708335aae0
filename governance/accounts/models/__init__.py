"""Index module: the records of this slice, re-exported by name."""

from governance.accounts.models.keys import ApiKey
from governance.accounts.models.people import Team, TeamMembership, User
from governance.accounts.models.roles import Role, RoleAssignment

__all__ = ["ApiKey", "Role", "RoleAssignment", "Team", "TeamMembership", "User"]
