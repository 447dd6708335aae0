"""What an account may do now, read from the role assignments in force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from governance.accounts.enums import AccountKind
from governance.core.rights import NO_RIGHTS, Rights


def read_rights(user: Any) -> Rights:
    """Return the rights of an account, from one query.

    The account itself is read again: a request that began before its closing must not end with its rights.
    """
    if user.kind == AccountKind.SYSTEM:
        # Named actors of our own code: they cannot sign in, hold keys or vote.
        return Rights(user_id=user.pk, superuser=True) if user.is_active else NO_RIGHTS
    rows = list(
        type(user)
        .objects.filter(pk=user.pk, is_active=True)
        .order_by()
        .values_list(
            "is_superuser",
            "role_assignments__starts_at",
            "role_assignments__ends_at",
            "role_assignments__team_id",
            "role_assignments__vendor_ref",
            "role_assignments__role__is_active",
            "role_assignments__role__permissions",
        )
    )
    if not rows:
        return NO_RIGHTS
    now = timezone.now()
    everywhere: set[str] = set()
    teams: dict[str, set[UUID]] = {}
    vendors: dict[str, set[UUID]] = {}
    for _superuser, starts_at, ends_at, team_id, vendor_ref, is_active, permissions in rows:
        if not is_active or starts_at > now or (ends_at is not None and ends_at <= now):
            continue
        for permission in permissions:
            if team_id:
                teams.setdefault(permission, set()).add(team_id)
            elif vendor_ref:
                vendors.setdefault(permission, set()).add(vendor_ref)
            else:
                everywhere.add(permission)
    return Rights(
        user_id=user.pk,
        superuser=rows[0][0],
        everywhere=frozenset(everywhere),
        teams={name: frozenset(ids) for name, ids in teams.items()},
        vendors={name: frozenset(ids) for name, ids in vendors.items()},
    )
