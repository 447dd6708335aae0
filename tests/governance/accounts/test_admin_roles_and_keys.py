"""Roles and keys in the admin: the matrix of rights, and secrets that are shown once."""

from __future__ import annotations

from django.test import Client

from governance.accounts.models import ApiKey, Role, User
from governance.accounts.permission_matrix import build_matrix
from governance.accounts.selectors import list_available_permissions
from governance.accounts.services import copy_role, issue_own_api_key
from governance.core.models import RecordedEvent
from tests.cast import Cast

NEVER_STORED = "no-store, max-age=0, no-cache, must-revalidate, private"
ROLES, KEYS = "/admin/governance/role/", "/admin/governance/apikey/"


def enter(client: Client, person: User) -> Client:
    client.force_login(person, backend="governance.accounts.backends.SignInBackend")
    return client


# Roles ---------------------------------------------------------------------------------------------------------------


def test_the_matrix_holds_every_right_once(cast: Cast) -> None:
    cells = [
        cell.permission
        for group in build_matrix({"governance.view_team"})
        for row in group.rows
        for cell in (*row.cells, *row.others)
        if cell
    ]
    assert sorted(cells) == list_available_permissions()


def test_a_built_in_role_is_read_only_and_copied(client: Client, cast: Cast) -> None:
    auditor = Role.objects.get(key="auditor")
    enter(client, cast.ada)
    page = client.get(f"{ROLES}{auditor.pk}/matrix/").content.decode()
    assert ('type="checkbox" name="permissions"' in page, "Copy this role" in page) == (False, True)
    assert client.post(f"{ROLES}{auditor.pk}/matrix/", {"confirmed": "1"}).status_code == 404
    assert client.get(f"{ROLES}{auditor.pk}/copy/").status_code == 404
    assert Role.objects.filter(key="auditor-copy").count() == 0
    client.post(f"{ROLES}{auditor.pk}/copy/")
    copy = Role.objects.get(key="auditor-copy")
    assert (copy.is_built_in, copy.permissions, copy.assignments.count()) == (False, auditor.permissions, 0)


def test_a_changed_matrix_shows_the_difference_before_it_is_saved(client: Client, cast: Cast) -> None:
    role = copy_role(actor=cast.ada, role=Role.objects.get(key="vendor-respondent"))
    address = f"{ROLES}{role.pk}/matrix/"
    wanted = [*sorted({*role.permissions} - {"vendors.view_evidence"}), "governance.view_team"]
    page = enter(client, cast.ada).post(address, {"permissions": wanted})
    assert (page.context["added"], page.context["removed"]) == (["View: teams"], ["View: evidence"])
    assert Role.objects.get(pk=role.pk).permissions == role.permissions
    assert client.post(address, {"permissions": wanted, "confirmed": "1"}).status_code == 302
    assert Role.objects.get(pk=role.pk).permissions == sorted(wanted)
    assert RecordedEvent.objects.first().data == {
        "added": ["governance.view_team"],
        "removed": ["vendors.view_evidence"],
    }


def test_a_made_up_right_is_refused(client: Client, cast: Cast) -> None:
    role = copy_role(actor=cast.ada, role=Role.objects.get(key="vendor-respondent"))
    response = enter(client, cast.ada).post(
        f"{ROLES}{role.pk}/matrix/", {"permissions": ["auth.add_permission"], "confirmed": "1"}
    )
    assert (response.status_code, "auth.add_permission" in response.content.decode()) == (409, True)


# Keys ----------------------------------------------------------------------------------------------------------------


def test_a_secret_is_shown_once(client: Client, cast: Cast) -> None:
    form = {"owner": str(cast.eve.pk), "name": "Gateway", "scopes": ["decisions:ask"], "days": "90"}
    response = enter(client, cast.ada).post(f"{KEYS}add/", form)
    secret, key = response.context["secret"], ApiKey.objects.get()
    assert (response.content.decode().count(secret), response["Cache-Control"]) == (
        1,
        NEVER_STORED,
    )
    assert ApiKey.hash_secret(secret) == key.secret_hash
    for address in (KEYS, f"{KEYS}{key.pk}/change/", f"{KEYS}{key.pk}/history/"):
        page = client.get(address).content.decode()
        assert (secret in page, key.secret_hash in page, key.prefix in page or "history" in address) == (
            False,
            False,
            True,
        )


def test_a_key_for_an_approver_is_refused_on_the_page(client: Client, cast: Cast) -> None:
    form = {"owner": str(cast.ben.pk), "name": "x", "scopes": ["registry:read"], "days": "90"}
    response = enter(client, cast.ada).post(f"{KEYS}add/", form)
    assert "holds rights that you do not hold" in response.content.decode()
    assert ApiKey.objects.count() == 0


def test_a_key_is_revoked_by_post(client: Client, cast: Cast) -> None:
    key, _secret = issue_own_api_key(actor=cast.eve, name="ci", scopes=["registry:read"])
    address = f"{KEYS}{key.pk}/do/revoke/"
    enter(client, cast.ada).get(address)
    assert ApiKey.objects.get().revoked_at is None
    client.post(address, {"reason": "Leaked"})
    assert ApiKey.objects.get().revoked_at is not None


def test_nothing_of_a_key_is_edited(client: Client, cast: Cast) -> None:
    key, _secret = issue_own_api_key(actor=cast.eve, name="ci", scopes=["registry:read"])
    before = ApiKey.objects.values().get()
    enter(client, cast.ada).post(
        f"{KEYS}{key.pk}/change/", {"name": "x", "scopes": '["audit:read"]', "owner": str(cast.ada.pk)}
    )
    assert ApiKey.objects.values().get() == before
