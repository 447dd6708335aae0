"""Nobody comes to act with more rights than they hold: not by a password, an e-mail, a key, or a second account."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from governance.accounts import events
from governance.accounts.models import ApiKey, Role, RoleAssignment, User
from governance.accounts.services import (
    anonymise_account,
    assign_role,
    change_account,
    close_account,
    issue_api_key,
    link_accounts,
    open_account,
    reopen_account,
    set_password,
    set_role_permissions,
    withdraw_role,
)
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent
from governance.core.services import change_record, create_record, delete_record
from tests.cast import PASSWORD, Cast


def get_role(key: str) -> Role:
    return Role.objects.get(key=key)


def open_second_account(cast: Cast, of: User) -> User:
    return open_account(
        actor=cast.system,
        email=f"second-{of.email}",
        name=f"{of.name} 2",
        password=PASSWORD,
        same_person_as=of,
    )


# Roles ------------------------------------------------------------------------------------------------------------


def test_nobody_gives_a_role_to_themselves(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        assign_role(actor=cast.ada, user=cast.ada, role=get_role("approver"))
    with pytest.raises(NotPermitted):
        assign_role(actor=cast.root, user=cast.root, role=get_role("approver"))
    assert RoleAssignment.objects.filter(role__key="approver", user__in=(cast.ada, cast.root)).count() == 0


def test_nobody_gives_a_role_to_or_from_their_own_second_account(cast: Cast) -> None:
    second = open_second_account(cast, cast.ada)
    assign_role(actor=cast.system, user=second, role=get_role("owner"))
    with pytest.raises(NotPermitted):
        assign_role(actor=cast.ada, user=second, role=get_role("approver"))
    with pytest.raises(NotPermitted):
        assign_role(actor=second, user=cast.ada, role=get_role("approver"))


def test_nobody_unties_accounts_of_their_own(cast: Cast) -> None:
    second = open_second_account(cast, cast.ada)
    with pytest.raises(NotPermitted):
        link_accounts(actor=cast.ada, user=second, same_person_as=None, reason="Not me")
    with pytest.raises(NotPermitted):
        link_accounts(actor=cast.ada, user=second, same_person_as=cast.ben, reason="It is Ben")
    second.refresh_from_db()
    assert second.person_id == cast.ada.pk


def test_a_person_with_a_second_account_is_no_second_account(cast: Cast) -> None:
    open_second_account(cast, cast.ben)
    with pytest.raises(InvalidInput) as refusal:
        link_accounts(actor=cast.ada, user=cast.ben, same_person_as=cast.bea, reason="Chain")
    assert list(refusal.value.fields) == ["same_person_as"]


def test_nobody_widens_a_role_of_their_own_even_by_a_second_account(cast: Cast) -> None:
    role = create_record(actor=cast.ada, model=Role, values={"key": "own", "name": "Own"})
    second = open_second_account(cast, cast.ada)
    assign_role(actor=cast.system, user=second, role=role)
    with pytest.raises(NotPermitted):
        set_role_permissions(actor=cast.ada, role=role, permissions=["governance.view_team"])
    role.refresh_from_db()
    assert role.permissions == []
    # What ended is held no more, now or later. Past the services, which let nothing end in the past.
    QuerySet(RoleAssignment).filter(user=second).update(ends_at=timezone.now())
    widened = set_role_permissions(actor=cast.ada, role=role, permissions=["governance.view_team"])
    assert widened.permissions == ["governance.view_team"]


def test_a_role_for_outsiders_needs_a_vendor(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        assign_role(actor=cast.ada, user=cast.vera, role=get_role("vendor-respondent"))
    assert list(refusal.value.fields) == ["role"]
    assign_role(
        actor=cast.ada, user=cast.vera, role=get_role("vendor-respondent"), vendor_ref=cast.support.pk
    )
    vera = User.objects.get(pk=cast.vera.pk)
    assert vera.compute_rights().everywhere == frozenset()
    assert vera.compute_rights().vendors["vendors.answer_assessment"] == frozenset({cast.support.pk})


def test_who_gives_roles_within_a_team_gives_no_more_than_they_hold(cast: Cast) -> None:
    giver = create_record(
        actor=cast.system,
        model=Role,
        values={
            "key": "giver",
            "name": "Giver",
            "permissions": ["governance.add_roleassignment", "governance.view_team"],
        },
    )
    modest = create_record(
        actor=cast.system,
        model=Role,
        values={"key": "modest", "name": "Modest", "permissions": ["governance.view_team"]},
    )
    assign_role(actor=cast.system, user=cast.dan, role=giver, team=cast.support)
    assign_role(actor=cast.dan, user=cast.eve, role=modest, team=cast.support)
    for role, team in (
        (get_role("admin"), cast.support),
        (get_role("approver"), cast.support),
        (modest, cast.research),
        (modest, None),
    ):
        with pytest.raises(NotPermitted):
            assign_role(actor=cast.dan, user=cast.vera, role=role, team=team)
    assert RoleAssignment.objects.filter(user=cast.vera).count() == 0


def test_nobody_withdraws_their_own_role_so_an_administrator_remains(cast: Cast) -> None:
    own = RoleAssignment.objects.get(user=cast.ada, role__key="owner")
    with pytest.raises(ConflictingState):
        withdraw_role(actor=cast.ada, assignment=own)
    assert RoleAssignment.objects.filter(pk=own.pk).exists()


def test_withdrawing_a_role_leaves_history_and_event(cast: Cast) -> None:
    assignment = RoleAssignment.objects.get(user=cast.ben)
    withdraw_role(actor=cast.ada, assignment=assignment, reason="Left the board")
    assert RoleAssignment.history.filter(id=assignment.pk).first().history_type == "-"
    event = RecordedEvent.objects.first()
    assert (event.name, event.actor, event.record_id, event.reason) == (
        events.ROLE_WITHDRAWN.name,
        cast.ada,
        cast.ben.pk,
        "Left the board",
    )


# The generic services, imports and bulk writes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"is_superuser": True},
        {"is_staff": True},
        {"kind": "system"},
        {"email": "ada@elsewhere.example"},
        {"same_person_as": None},
        {"is_active": False},
        {"name": "Renamed"},
    ],
)
def test_the_generic_service_does_not_write_accounts(cast: Cast, values: dict[str, Any]) -> None:
    before = User.objects.filter(pk=cast.eve.pk).values().get()
    target = cast.eve if values != {"same_person_as": None} else open_second_account(cast, cast.eve)
    with pytest.raises((NotPermitted, ConflictingState)):
        change_record(actor=cast.ada, record=target, values=values)
    assert User.objects.filter(pk=cast.eve.pk).values().get() == before


def test_the_generic_services_do_not_write_assignments_keys_and_roles_in_use(cast: Cast) -> None:
    assignment = RoleAssignment.objects.get(user=cast.ben)
    key, _secret = issue_api_key(actor=cast.ada, owner=cast.eve, name="ci", scopes=["registry:read"])
    attempts = (
        lambda: create_record(
            actor=cast.ada, model=RoleAssignment, values={"user": cast.ada, "role": get_role("approver")}
        ),
        lambda: change_record(actor=cast.ada, record=assignment, values={"user": cast.ada}),
        lambda: delete_record(actor=cast.ada, record=assignment),
        lambda: change_record(actor=cast.ada, record=key, values={"scopes": ["audit:read"]}),
        lambda: change_record(
            actor=cast.ada, record=get_role("viewer"), values={"permissions": ["governance.add_user"]}
        ),
        lambda: create_record(
            actor=cast.ada, model=Role, values={"key": "x", "name": "X", "is_built_in": True}
        ),
    )
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()
    with pytest.raises(TypeError):
        delete_record(actor=cast.ada, record=key)
    assert (ApiKey.objects.get().scopes, RoleAssignment.objects.get(pk=assignment.pk).user) == (
        ["registry:read"],
        cast.ben,
    )


@pytest.mark.parametrize("field", ["is_superuser", "kind", "is_active", "same_person_as", "password"])
def test_changing_an_account_takes_no_field_that_has_its_own_action(cast: Cast, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        change_account(actor=cast.ada, record=cast.eve, values={field: True})
    assert list(refusal.value.fields) == [field]


# Passwords, e-mails, keys ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["ada", "root"])
def test_an_account_manager_does_not_take_over_an_approver(cast: Cast, actor: str) -> None:
    manager = getattr(cast, actor)
    with pytest.raises(NotPermitted):
        set_password(actor=manager, user=cast.ben, password="another-long-password-1")
    with pytest.raises(NotPermitted):
        change_account(actor=manager, record=cast.ben, values={"email": "ben@elsewhere.example"})
    with pytest.raises(NotPermitted):
        issue_api_key(actor=manager, owner=cast.ben, name="x", scopes=["registry:read"])
    ben = User.objects.get(pk=cast.ben.pk)
    assert (ben.email, ben.check_password(PASSWORD), ApiKey.objects.count()) == ("ben@example.com", True, 0)


def test_an_owner_does_not_take_over_an_admin(cast: Cast) -> None:
    assign_role(actor=cast.system, user=cast.dan, role=get_role("owner"))
    with pytest.raises(NotPermitted):
        set_password(actor=cast.dan, user=cast.olga, password="another-long-password-1")
    set_password(actor=cast.dan, user=cast.vera, password="another-long-password-1")
    assert User.objects.get(pk=cast.vera.pk).check_password("another-long-password-1")


def test_a_superuser_is_out_of_reach_of_an_admin(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        set_password(actor=cast.ada, user=cast.root, password="another-long-password-1")


def test_setting_somebodys_password_is_recorded_and_temporary(cast: Cast) -> None:
    set_password(actor=cast.ada, user=cast.eve, password="another-long-password-1")
    event = RecordedEvent.objects.first()
    assert (event.name, event.actor, event.record_id, event.data) == (
        events.PASSWORD_SET.name,
        cast.ada,
        cast.eve.pk,
        {"temporary": True},
    )
    eve = User.objects.get(pk=cast.eve.pk)
    assert eve.password_is_temporary
    set_password(actor=eve, user=eve, password="her-own-long-password-2")
    assert not User.objects.get(pk=eve.pk).password_is_temporary
    assert "another-long-password" not in str(list(RecordedEvent.objects.values()))


@pytest.mark.parametrize("person", ["dan", "olga", "ben", "carol", "eve", "vera"])
def test_who_does_not_manage_accounts_changes_none(cast: Cast, person: str) -> None:
    actor = getattr(cast, person)
    for attempt in (
        lambda: open_account(actor=actor, email="x@example.com", name="X"),
        lambda: change_account(actor=actor, record=cast.vera, values={"name": "X"}),
        lambda: change_account(actor=actor, record=actor, values={"is_staff": True}),
        lambda: set_password(actor=actor, user=cast.root, password="another-long-password-1"),
        lambda: close_account(actor=actor, user=cast.root, reason="x"),
        lambda: reopen_account(actor=actor, user=cast.root, reason="x"),
        lambda: anonymise_account(actor=actor, user=cast.root, reason="x"),
        lambda: link_accounts(actor=actor, user=cast.root, same_person_as=actor, reason="x"),
        lambda: assign_role(actor=actor, user=cast.root, role=get_role("viewer")),
        lambda: withdraw_role(actor=actor, assignment=RoleAssignment.objects.get(user=cast.carol)),
        lambda: set_role_permissions(actor=actor, role=get_role("viewer"), permissions=[]),
        lambda: issue_api_key(actor=actor, owner=actor, name="x", scopes=["audit:read"]),
    ):
        before = RecordedEvent.objects.count()
        with pytest.raises((NotPermitted, ConflictingState)):
            attempt()
        assert RecordedEvent.objects.count() == before
