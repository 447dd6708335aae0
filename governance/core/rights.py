"""What an actor may do, as plain data: organisation-wide, through a team, or through a vendor.

Grants on single records are not listed here; they are joined in the query (see querysets.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one actor at one instant.

    `everywhere` holds permissions ("app.action_model") for all records; `teams` and `vendors` map a permission
    to the scopes in which it holds. `superuser` has every permission but no vote and no exemption from four eyes.
    """

    user_id: UUID | None = None
    superuser: bool = False
    everywhere: frozenset[str] = frozenset()
    teams: dict[str, frozenset[UUID]] = field(default_factory=dict)
    vendors: dict[str, frozenset[UUID]] = field(default_factory=dict)

    def everywhere_has(self, permission: str) -> bool:
        """Return whether the permission holds for every record of its kind."""
        return self.superuser or permission in self.everywhere

    def somewhere_has(self, permission: str) -> bool:
        """Return whether the permission holds for all records or within some scope."""
        return self.everywhere_has(permission) or permission in self.teams or permission in self.vendors


NO_RIGHTS = Rights()


def rights_of(user: Any, *, fresh: bool = False) -> Rights:
    """Return the rights of a user; nobody, the anonymous and the inactive have none.

    Cached on the instance, which lives as long as one request. Services ask afresh.
    """
    if user is None or not getattr(user, "is_active", False) or not hasattr(user, "compute_rights"):
        return NO_RIGHTS
    if fresh or "_rights" not in user.__dict__:
        user.__dict__["_rights"] = user.compute_rights()
    rights: Rights = user.__dict__["_rights"]
    return rights
