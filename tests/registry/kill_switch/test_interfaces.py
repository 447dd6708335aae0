"""The kill switch over the API and in the admin: engaging is quick, releasing is a button with a right of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import Role, User
from governance.accounts.services import assign_role, issue_api_key
from governance.core.services import create_record
from registry.kill_switch.models import KillSwitchEngagement
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from tests.cast import Cast
from tests.factories.vendors import make_vendor

URL = "/api/v1/kill-switch"
MISSING = "01900000-0000-7000-8000-000000000000"
ALL = {"stops": "organisation", "reason": "Leak suspected"}


def call(
    cast: Cast, owner: User, body: Any = None, *, scope: str = "registry:write", method: str = "POST"
) -> Any:
    secret = issue_api_key(actor=cast.ada, owner=owner, name="k", scopes=[scope])[1]
    headers = {"Authorization": f"Bearer {secret}"}
    raw = b"" if body is None else json.dumps(body).encode()
    return Client().generic(method, URL, raw, content_type="application/json", headers=headers)


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def give_only(cast: Cast, user: User, *actions: str) -> None:
    """Give a role with the named rights on engagements."""
    names = [KillSwitchEngagement.get_permission(action) for action in actions]
    values = {"key": "-".join(actions), "name": "Duty", "permissions": names}
    assign_role(
        actor=cast.system, user=user, role=create_record(actor=cast.system, model=Role, values=values)
    )


def test_a_key_engages_and_the_engagement_is_listed(cast: Cast) -> None:
    made = call(cast, cast.olga, ALL)
    row = KillSwitchEngagement.objects.get()
    assert (made.status_code, made.json()["id"], row.engaged_by) == (201, str(row.pk), cast.olga)
    listed = call(cast, cast.carol, scope="registry:read", method="GET").json()["results"]
    assert [(each["id"], each["reason"], each["released_at"]) for each in listed] == [
        (str(row.pk), "Leak suspected", None)
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stops": "everything"}, "stops"),
        ({"stops": "vendor"}, "vendor"),
        ({"stops": "model"}, "resource_id"),
        ({"stops": "vendor", "vendor": MISSING}, "vendor"),
        ({"resource_id": "openai/gpt-4o"}, "resource_id"),
        ({"reason": " "}, "reason"),
        ({"released_at": "2026-01-01T00:00:00Z"}, "released_at"),
        ({"engaged_by": MISSING}, "engaged_by"),
    ],
)
def test_what_makes_no_sense_stops_nothing(cast: Cast, change: dict[str, str], field: str) -> None:
    answer = call(cast, cast.olga, {**ALL, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert KillSwitchEngagement.objects.count() == 0


@pytest.mark.parametrize(
    ("person", "scope"),
    [
        ("carol", "registry:write"),
        ("eve", "registry:write"),
        ("olga", "registry:read"),
        ("olga", "decisions:ask"),
    ],
)
def test_the_right_and_the_scope_are_both_needed(cast: Cast, person: str, scope: str) -> None:
    assert call(cast, getattr(cast, person), ALL, scope=scope).status_code == 403
    assert KillSwitchEngagement.objects.count() == 0


def test_no_key_releases(cast: Cast) -> None:
    engage_kill_switch(actor=cast.olga, **ALL)
    assert [call(cast, cast.olga, {}, method=method).status_code for method in ("PATCH", "DELETE")] == [
        405,
        405,
    ]


def test_an_officer_engages_by_the_form(cast: Cast) -> None:
    vendor = make_vendor(cast.system)
    client = sign_in(cast.olga)
    page = reverse("admin:registry_killswitchengagement_add")
    assert client.get(page).status_code == 200
    wrong = client.post(page, {"stops": "vendor", "reason": "Leak"})
    assert (wrong.status_code, b"Say what to stop." in wrong.content) == (200, True)
    right = client.post(page, {"stops": "vendor", "vendor": str(vendor.pk), "reason": "Leak"})
    row = KillSwitchEngagement.objects.get()
    assert (right.status_code, row.target, row.engaged_by, str(row)) == (
        302,
        str(vendor.pk),
        cast.olga,
        "everything of a vendor: Openai",
    )


def test_engaging_and_releasing_are_different_rights(cast: Cast) -> None:
    give_only(cast, cast.dan, "view", "engage")
    give_only(cast, cast.carol, "release")
    row = engage_kill_switch(actor=cast.dan, **ALL)
    button = reverse("admin:registry_killswitchengagement_do", args=[row.pk, "release"])
    assert sign_in(cast.dan).post(button, {"reason": "Fine again"}).status_code == 404
    client = sign_in(cast.carol)
    assert (client.get(button).status_code, client.post(button, {"reason": ""}).status_code) == (200, 409)
    row.refresh_from_db()
    assert row.is_engaged
    assert client.post(button, {"reason": "Fine again"}).status_code == 302
    row.refresh_from_db()
    assert (row.is_engaged, row.released_by, row.release_reason) == (False, cast.carol, "Fine again")


def test_an_engagement_is_never_edited(cast: Cast) -> None:
    row = engage_kill_switch(actor=cast.olga, **ALL)
    page = reverse("admin:registry_killswitchengagement_change", args=[row.pk])
    assert (
        sign_in(cast.olga).post(page, {"stops": "model", "resource_id": "a/b", "reason": "x"}).status_code
        == 403
    )
    row.refresh_from_db()
    assert (row.stops, row.reason) == ("organisation", "Leak suspected")


def test_a_released_one_offers_no_button(cast: Cast) -> None:
    row = engage_kill_switch(actor=cast.olga, **ALL)
    page = reverse("admin:registry_killswitchengagement_change", args=[row.pk])
    button = reverse("admin:registry_killswitchengagement_do", args=[row.pk, "release"])
    client = sign_in(cast.olga)
    assert button in client.get(page).content.decode()
    release_kill_switch(actor=cast.olga, engagement=row, reason="False alarm")
    assert button not in client.get(page).content.decode()
