"""The fixed cast, made through the services: Ada owner, Olga officer, Ben and Bea approvers, Carol auditor,
Eve engineer, Dan outsider, Vera vendor respondent. Every test that needs people asks for `cast`."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, fields
from typing import Any

from django.apps import apps
from django.db import models, transaction

from governance.accounts.models import Role, Team, User
from governance.accounts.services import add_team_member, assign_role, get_system_actor, open_account
from governance.checks import OUR_APPS
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


_kept: list[bytes] = []
_rows: dict[type[models.Model], set[Any]] = {}


def keep_cast() -> None:
    """Make the cast once for all tests of this process, outside any test's transaction: it takes half a second."""
    before = _list_rows()
    _kept[:] = [pickle.dumps(make_cast())]
    _rows.update({model: keys - before[model] for model, keys in _list_rows().items()})


def remove_cast() -> None:
    """Leave nobody but the system actors, for what only works in an empty installation; a test's end undoes it."""
    # Together, since the rows refer to one another.
    with transaction.atomic():
        for model, keys in _rows.items():
            # Past every rule and receiver: nothing here is an act of the product.
            models.QuerySet(model).filter(pk__in=keys)._raw_delete("default")  # type: ignore[attr-defined]


def _list_rows() -> dict[type[models.Model], set[Any]]:
    kinds = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    return {model: set(models.QuerySet(model).values_list("pk", flat=True)) for model in kinds}


def get_cast() -> Cast:
    """Return the cast as fresh objects, or a new one after a test with real transactions has emptied the tables."""
    ada = User.objects.filter(email="ada@example.com").first()
    if ada is None:
        return make_cast()
    cast: Cast = pickle.loads(_kept[0])  # noqa: S301 - our own bytes
    return cast if cast.ada == ada else _find_cast()


def _find_cast() -> Cast:
    """Return the cast that somebody made in this transaction, as the security tests' world does."""
    people = {
        user.email.partition("@")[0]: user for user in User.objects.filter(email__endswith="@example.com")
    }
    teams = {team.key: team for team in Team.objects.filter(key__in=("support", "research"))}
    found = {**people, **teams, "system": get_system_actor("tests")}
    return Cast(**{each.name: found[each.name] for each in fields(Cast)})


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
