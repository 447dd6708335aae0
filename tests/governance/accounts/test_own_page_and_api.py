"""What people see and do about themselves, in the browser and over the API."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from governance.accounts.models import ApiKey, Role, RoleAssignment, User
from governance.accounts.services import (
    assign_role,
    close_account,
    issue_api_key,
    issue_own_api_key,
    revoke_api_key,
)
from tests.cast import Cast


def enter(client: Client, person: User) -> Client:
    client.force_login(person, backend="governance.accounts.backends.SignInBackend")
    return client


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


# The own page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/me/", "/me/keys/new/"])
def test_a_stranger_is_led_to_sign_in(client: Client, db: None, address: str) -> None:
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


def test_the_own_page_says_what_one_may_do(client: Client, cast: Cast) -> None:
    assign_role(actor=cast.ada, user=cast.eve, role=Role.objects.get(key="viewer"), team=cast.research)
    page = enter(client, cast.eve).get("/me/")
    assert [str(row.role) for row in page.context["assignments"]] == ["Operator", "Viewer"]
    text = page.content.decode()
    assert ("for the team Research" in text, "Support" in text) == (True, True)


def test_the_own_page_saves_the_time_zone_and_nothing_else(client: Client, cast: Cast) -> None:
    values = {"time_zone": "Europe/Madrid", "name": "Root", "email": "x@example.com", "is_staff": "on"}
    enter(client, cast.eve).post("/me/", {**values, "is_superuser": "on", "kind": "system"})
    eve = User.objects.get(pk=cast.eve.pk)
    assert (eve.time_zone, eve.name, eve.email, eve.is_staff, eve.is_superuser, eve.kind) == (
        "Europe/Madrid",
        "Eve",
        "eve@example.com",
        False,
        False,
        "person",
    )


def test_an_own_key_is_shown_once(client: Client, cast: Cast) -> None:
    form = {"name": "CI", "scopes": ["decisions:ask"], "days": "30"}
    response = enter(client, cast.eve).post("/me/keys/new/", form)
    secret = response.context["secret"]
    assert (response.content.decode().count(secret), response["Cache-Control"]) == (1, "no-store")
    assert secret not in client.get("/me/").content.decode()
    assert ApiKey.objects.get().owner == cast.eve


def test_an_own_key_takes_no_scope_that_changes_records(client: Client, cast: Cast) -> None:
    form = {"name": "CI", "scopes": ["registry:write"], "days": "30", "owner": str(cast.ada.pk)}
    response = enter(client, cast.eve).post("/me/keys/new/", form)
    assert (list(response.context["form"].errors), ApiKey.objects.count()) == (["scopes"], 0)


def test_only_own_keys_are_revoked_and_foreign_looks_missing(client: Client, cast: Cast) -> None:
    own, _secret = issue_own_api_key(actor=cast.eve, name="own", scopes=["registry:read"])
    foreign, _secret = issue_own_api_key(actor=cast.dan, name="foreign", scopes=["registry:read"])
    enter(client, cast.eve)
    answers = [client.post(f"/me/keys/{key}/revoke/") for key in (foreign.pk, cast.support.pk)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.get(f"/me/keys/{own.pk}/revoke/").status_code == 405
    client.post(f"/me/keys/{own.pk}/revoke/")
    assert list(ApiKey.objects.filter(revoked_at__isnull=True)) == [foreign]


# The API -------------------------------------------------------------------------------------------------------------


def test_the_caller_learns_who_it_is(client: Client, cast: Cast) -> None:
    key, secret = issue_own_api_key(actor=cast.eve, name="CI", scopes=["approvals:read"])
    body = client.get("/api/v1/me", headers=bearer(secret)).json()
    assert (body["email"], body["kind"], body["teams"]) == ("eve@example.com", "person", ["support"])
    assert body["roles"] == [{"role": "operator", "team": None, "vendor": None, "ends_at": None}]
    # A role from a later day on gives nothing yet. Past the services, which give none.
    QuerySet(RoleAssignment).filter(user=cast.eve).update(starts_at=timezone.now() + timedelta(days=1))
    later = client.get("/api/v1/me", headers=bearer(secret)).json()
    assert (later["roles"], later["permissions"]) == ([], [])
    assert (body["key"]["prefix"], body["key"]["scopes"]) == (key.prefix, ["approvals:read"])
    assert "governance.add_approvalrequest" in body["permissions"]


def test_answers_are_kept_out_of_shared_caches(client: Client, cast: Cast) -> None:
    _key, secret = issue_own_api_key(actor=cast.eve, name="CI", scopes=["registry:read"])
    for address in ("/api/v1/me", "/api/v1/teams"):
        response = client.get(address, headers=bearer(secret))
        assert {"Authorization", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}
        assert response["Cache-Control"] == "private, no-cache"


def test_teams_are_scoped(client: Client, cast: Cast) -> None:
    _key, secret = issue_own_api_key(actor=cast.eve, name="CI", scopes=["registry:read"])
    rows = client.get("/api/v1/teams", headers=bearer(secret)).json()["results"]
    assert sorted(row["key"] for row in rows) == ["research", "support"]
    _key, secret = issue_own_api_key(actor=cast.dan, name="CI", scopes=["registry:read"])
    assert client.get("/api/v1/teams", headers=bearer(secret)).json()["results"] == []
    foreign = client.get(f"/api/v1/teams/{cast.support.pk}", headers=bearer(secret))
    missing = client.get(f"/api/v1/teams/{cast.ada.pk}", headers=bearer(secret))
    assert (
        (foreign.status_code, foreign.content)
        == (missing.status_code, missing.content)
        == (404, missing.content)
    )


@pytest.mark.parametrize("scope", ["decisions:ask", "approvals:read", "approvals:request"])
def test_a_key_with_another_scope_is_refused(client: Client, cast: Cast, scope: str) -> None:
    _key, secret = issue_own_api_key(actor=cast.ada, name="CI", scopes=[scope])
    assert client.get("/api/v1/teams", headers=bearer(secret)).status_code == 403
    assert client.get("/api/v1/api-keys", headers=bearer(secret)).status_code == 403


def test_a_key_never_writes_through_reading_routes(client: Client, cast: Cast) -> None:
    _key, secret = issue_api_key(
        actor=cast.ada, owner=cast.ada, name="CI", scopes=["registry:read", "registry:write"]
    )
    for method in ("post", "put", "patch", "delete"):
        for address in (
            "/api/v1/teams",
            "/api/v1/me",
            "/api/v1/api-keys",
            f"/api/v1/teams/{cast.support.pk}",
        ):
            body = json.dumps({"name": "X", "is_superuser": True})
            response = getattr(client, method)(
                address, body, content_type="application/json", headers=bearer(secret)
            )
            assert response.status_code in {403, 405}
    assert (
        User.objects.get(pk=cast.ada.pk).is_superuser,
        type(cast.support).objects.filter(name="X").count(),
    ) == (
        False,
        0,
    )


def kill_by_revoking(cast: Cast, key: ApiKey) -> None:
    revoke_api_key(actor=cast.eve, key=key)


def kill_by_closing(cast: Cast, key: ApiKey) -> None:
    close_account(actor=cast.ada, user=cast.eve, reason="Left")


def kill_by_time(cast: Cast, key: ApiKey) -> None:
    past = timezone.now() - timedelta(seconds=1)
    # Moved behind the services' back: time itself cannot be asked to pass.
    super(type(ApiKey.objects.all()), ApiKey.objects.filter(pk=key.pk)).update(expires_at=past)


@pytest.mark.parametrize("kill", [kill_by_revoking, kill_by_closing, kill_by_time])
def test_a_dead_key_is_a_401_like_a_wrong_one(client: Client, cast: Cast, kill: Any) -> None:
    key, secret = issue_own_api_key(actor=cast.eve, name="CI", scopes=["registry:read"])
    assert client.get("/api/v1/me", headers=bearer(secret)).status_code == 200
    kill(cast, key)
    dead = client.get("/api/v1/me", headers=bearer(secret))
    wrong = client.get("/api/v1/me", headers=bearer(secret[:-3] + "abc"))
    assert (dead.status_code, dead.content, dead["WWW-Authenticate"]) == (
        401,
        wrong.content,
        'Bearer realm="imprimatur"',
    )


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic abcdefghijklmnopqrstuvwxyz", "Bearer é" + "x" * 30, "Bearer " + "x" * 300],
)
def test_malformed_credentials_are_a_401(client: Client, cast: Cast, header: str) -> None:
    assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


def test_nobody_without_credentials(client: Client, db: None) -> None:
    assert [client.get(f"/api/v1/{name}").status_code for name in ("me", "teams", "api-keys")] == [
        401,
        401,
        401,
    ]


def test_own_keys_are_listed_in_the_browser_without_secrets(client: Client, cast: Cast) -> None:
    own, secret = issue_own_api_key(actor=cast.eve, name="own", scopes=["registry:read"])
    issue_own_api_key(actor=cast.dan, name="foreign", scopes=["registry:read"])
    body = enter(client, cast.eve).get("/api/v1/api-keys").json()
    assert [(row["name"], row["state"], row["prefix"]) for row in body["results"]] == [
        ("own", "live", own.prefix)
    ]
    assert (secret in str(body), own.secret_hash in str(body)) == (False, False)


def test_the_use_of_a_key_is_noted(client: Client, cast: Cast) -> None:
    key, secret = issue_own_api_key(actor=cast.eve, name="CI", scopes=["registry:read"])
    client.get("/api/v1/me", headers=bearer(secret))
    used = ApiKey.objects.get().last_used_at
    client.get("/api/v1/me", headers=bearer(secret))
    assert (used is not None, ApiKey.objects.get().last_used_at, key.history.count()) == (True, used, 1)
