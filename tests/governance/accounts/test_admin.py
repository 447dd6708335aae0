"""Accounts, teams, roles and keys in the admin: every write by its service, nothing by one field too many."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from governance.accounts.models import Role, RoleAssignment, Team, TeamMembership, User
from governance.core.models import OutboxMessage, RecordedEvent
from tests.cast import Cast

USERS, ROLES, KEYS = "/admin/governance/user/", "/admin/governance/role/", "/admin/governance/apikey/"


def enter(client: Client, person: User) -> Client:
    client.force_login(person, backend="governance.accounts.backends.SignInBackend")
    return client


def account_form(user: User, **values: Any) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "time_zone": user.time_zone,
        **({"is_staff": "on"} if user.is_staff else {}),
        "role_assignments-TOTAL_FORMS": "0",
        "role_assignments-INITIAL_FORMS": "0",
        **values,
    }


def snapshot(user: User) -> dict[str, Any]:
    return User.objects.filter(pk=user.pk).values().get()


# Accounts ------------------------------------------------------------------------------------------------------------


def test_opening_an_account_without_a_password_mails_a_link(client: Client, cast: Cast) -> None:
    form = {"name": "Nina", "email": "nina@example.com", "kind": "person", "time_zone": "UTC", "password": ""}
    assert enter(client, cast.ada).post(f"{USERS}add/", form).status_code == 302
    nina = User.objects.get(email="nina@example.com")
    assert (nina.has_usable_password(), nina.is_staff, OutboxMessage.objects.count()) == (False, False, 1)


def test_opening_an_account_with_a_password_makes_it_temporary(client: Client, cast: Cast) -> None:
    form = {
        "name": "Nina",
        "email": "nina@example.com",
        "kind": "person",
        "time_zone": "UTC",
        "password": "first-long-password-1",
        "is_superuser": "on",
        "same_person_as": str(cast.ada.pk),
    }
    enter(client, cast.ada).post(f"{USERS}add/", form)
    nina = User.objects.get(email="nina@example.com")
    assert (nina.check_password("first-long-password-1"), nina.password_is_temporary) == (True, True)
    assert (nina.is_superuser, nina.same_person_as) == (False, None)


def test_a_weak_password_shows_the_form_again_with_the_reason(client: Client, cast: Cast) -> None:
    form = {
        "name": "Nina",
        "email": "nina@example.com",
        "kind": "person",
        "time_zone": "UTC",
        "password": "short",
    }
    response = enter(client, cast.ada).post(f"{USERS}add/", form)
    assert response.status_code == 200
    assert "This password is too short" in response.content.decode()
    assert User.objects.filter(email="nina@example.com").count() == 0


def test_no_field_too_many_changes_an_account(client: Client, cast: Cast) -> None:
    before = snapshot(cast.eve)
    form = account_form(
        cast.eve,
        is_superuser="on",
        kind="system",
        is_active="",
        same_person_as=str(cast.ada.pk),
        password="x",
        created_at="2000-01-01",
        history_change_reason="x",
    )
    enter(client, cast.ada).post(f"{USERS}{cast.eve.pk}/change/", form)
    assert snapshot(cast.eve) == before


def test_the_page_of_an_account_shows_no_password_hash(client: Client, cast: Cast) -> None:
    page = enter(client, cast.ada).get(f"{USERS}{cast.eve.pk}/change/").content.decode()
    assert (cast.eve.password in page, "md5$" in page) == (False, False)


def test_changing_an_approvers_email_is_refused_with_the_reason(client: Client, cast: Cast) -> None:
    form = account_form(cast.ben, email="ben@elsewhere.example")
    response = enter(client, cast.ada).post(f"{USERS}{cast.ben.pk}/change/", form)
    assert "holds rights that you do not hold" in response.content.decode()
    assert User.objects.get(pk=cast.ben.pk).email == "ben@example.com"


def test_giving_and_withdrawing_a_role_on_the_account_page(client: Client, cast: Cast) -> None:
    enter(client, cast.ada)
    viewer = Role.objects.get(key="viewer")
    row = {
        "role_assignments-TOTAL_FORMS": "1",
        "role_assignments-0-role": str(viewer.pk),
        "role_assignments-0-team": str(cast.support.pk),
        "role_assignments-0-vendor_ref": "",
    }
    response = client.post(f"{USERS}{cast.dan.pk}/change/", account_form(cast.dan, **row))
    assert response.status_code == 302
    given = RoleAssignment.objects.get(user=cast.dan)
    assert (given.role, given.team, RecordedEvent.objects.first().name) == (
        viewer,
        cast.support,
        "governance.role.assigned",
    )
    row = {
        "role_assignments-TOTAL_FORMS": "1",
        "role_assignments-INITIAL_FORMS": "1",
        "role_assignments-0-id": str(given.pk),
        "role_assignments-0-user": str(cast.dan.pk),
        "role_assignments-0-role": str(Role.objects.get(key="admin").pk),
        "role_assignments-0-DELETE": "on",
    }
    client.post(f"{USERS}{cast.dan.pk}/change/", account_form(cast.dan, **row))
    assert RoleAssignment.objects.filter(user=cast.dan).count() == 0


def test_giving_oneself_a_role_on_ones_own_page_is_refused(client: Client, cast: Cast) -> None:
    row = {
        "role_assignments-TOTAL_FORMS": "1",
        "role_assignments-0-role": str(Role.objects.get(key="approver").pk),
    }
    response = enter(client, cast.ada).post(f"{USERS}{cast.ada.pk}/change/", account_form(cast.ada, **row))
    assert "You cannot give a role to yourself." in response.content.decode()
    assert RoleAssignment.objects.filter(user=cast.ada, role__key="approver").count() == 0


@pytest.mark.parametrize(
    ("name", "form", "then"),
    [
        ("close", {"reason": "Left"}, {"is_active": False}),
        ("same-person", {"email": "dan@example.com", "reason": "Both his"}, {"same_person_as__name": "Dan"}),
        ("password", {"password": "temporary-password-5"}, {"password_is_temporary": True}),
    ],
)
def test_acts_on_an_account(
    client: Client, cast: Cast, name: str, form: dict[str, str], then: dict[str, Any]
) -> None:
    address = f"{USERS}{cast.eve.pk}/do/{name}/"
    before = snapshot(cast.eve)
    assert enter(client, cast.ada).get(address).status_code == 200
    assert snapshot(cast.eve) == before
    assert client.post(address, form).status_code == 302
    assert User.objects.filter(pk=cast.eve.pk, **then).count() == 1


def test_linking_to_an_unknown_address_is_refused(client: Client, cast: Cast) -> None:
    response = enter(client, cast.ada).post(
        f"{USERS}{cast.eve.pk}/do/same-person/", {"email": "nobody@example.com", "reason": "x"}
    )
    assert (response.status_code, "There is no such account." in response.content.decode()) == (409, True)


@pytest.mark.parametrize("person", ["dan", "ben"])
@pytest.mark.parametrize("address", [USERS, ROLES, KEYS])
def test_who_does_not_manage_people_sees_no_page_of_it(
    client: Client, cast: Cast, person: str, address: str
) -> None:
    enter(client, getattr(cast, person))
    assert [client.get(address).status_code, client.get(f"{address}add/").status_code] == [403, 403]


def test_an_officer_sees_accounts_and_changes_none(client: Client, cast: Cast) -> None:
    enter(client, cast.olga)
    before = snapshot(cast.eve)
    assert client.get(USERS).status_code == 200
    answers = [
        client.get(f"{USERS}add/").status_code,
        client.post(f"{USERS}{cast.eve.pk}/change/", account_form(cast.eve, name="X")).status_code,
        client.post(f"{USERS}{cast.eve.pk}/do/close/", {"reason": "x"}).status_code,
        client.get(ROLES).status_code,
        client.get(KEYS).status_code,
    ]
    assert answers == [403, 403, 404, 403, 403]
    assert snapshot(cast.eve) == before


def test_an_auditor_reads_and_changes_nothing(client: Client, cast: Cast) -> None:
    enter(client, cast.carol)
    before, events = snapshot(cast.eve), RecordedEvent.objects.count()
    assert client.get(USERS).status_code == 200
    assert client.get(f"{USERS}{cast.eve.pk}/change/").status_code == 200
    answers = [
        client.post(f"{USERS}{cast.eve.pk}/change/", account_form(cast.eve, name="X")).status_code,
        client.post(f"{USERS}{cast.eve.pk}/do/close/", {"reason": "x"}).status_code,
        client.post(f"{USERS}{cast.eve.pk}/do/password/", {"password": "temporary-password-5"}).status_code,
        client.post(f"{ROLES}{Role.objects.get(key='viewer').pk}/copy/").status_code,
        client.post(f"{KEYS}add/", {"name": "x"}).status_code,
    ]
    assert answers == [403, 404, 404, 404, 403]
    assert (snapshot(cast.eve), RecordedEvent.objects.count()) == (before, events)


# Teams ---------------------------------------------------------------------------------------------------------------


def test_members_are_kept_on_the_teams_page(client: Client, cast: Cast) -> None:
    form = {
        "name": "Support",
        "description": "",
        "is_active": "on",
        "key": "renamed",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": str(cast.dan.pk),
        "memberships-0-is_lead": "on",
    }
    response = enter(client, cast.ada).post(f"/admin/governance/team/{cast.support.pk}/change/", form)
    assert response.status_code == 302
    assert list(TeamMembership.objects.filter(user=cast.dan).values_list("team__key", "is_lead")) == [
        ("support", True)
    ]
    assert Team.objects.get(pk=cast.support.pk).key == "support"
