"""The fixed cast, made through the services: Ada owner, Olga officer, Ben and Bea approvers, Carol auditor,
Eve engineer, Dan outsider, Vera vendor respondent. Every test that needs people asks for `cast`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from governance.accounts.models import Role, Team, User
from governance.accounts.services import add_team_member, assign_role, get_system_actor, open_account
from governance.core.services import create_record

PASSWORD = "correct-horse-battery-7"


@dataclass
class Cast:
    """The people of the tests; `system` is a named system actor."""

    system: User
    ada: User
    olga: User
    ben: User
    bea: User
    carol: User
    eve: User
    dan: User
    vera: User
    root: User
    support: Team
    research: Team


def _open(system: User, name: str, *, staff: bool = True, roles: tuple[str, ...] = (), **values: Any) -> User:
    user = open_account(
        actor=system,
        email=f"{name.lower()}@example.com",
        name=name,
        password=PASSWORD,
        is_staff=staff,
        **values,
    )
    for key in roles:
        assign_role(actor=system, user=user, role=Role.objects.get(key=key))
    return user


def make_cast() -> Cast:
    """Open the accounts of the cast with their roles and teams."""
    system = get_system_actor("tests")
    support = create_record(actor=system, model=Team, values={"key": "support", "name": "Support"})
    research = create_record(actor=system, model=Team, values={"key": "research", "name": "Research"})
    root = _open(system, "Root")
    root.is_superuser = True
    _save_superuser(actor=system, user=root)
    people = Cast(
        system=system,
        ada=_open(system, "Ada", roles=("owner", "admin")),
        olga=_open(system, "Olga", roles=("governance-officer",)),
        ben=_open(system, "Ben", roles=("approver",)),
        bea=_open(system, "Bea", roles=("approver",)),
        carol=_open(system, "Carol", roles=("auditor",)),
        eve=_open(system, "Eve", staff=False, roles=("operator",)),
        dan=_open(system, "Dan", staff=True),
        vera=_open(system, "Vera", staff=False),
        root=root,
        support=support,
        research=research,
    )
    add_team_member(actor=system, team=support, user=people.eve)
    return people


def _save_superuser(*, actor: User, user: User) -> None:
    from governance.core.writing import service

    @service
    def save(*, actor: User) -> None:
        user.save()

    save(actor=actor)
