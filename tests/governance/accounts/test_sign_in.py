"""Signing in: passwords, second steps, what a stranger learns, and how fast a closed account is dead."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from governance.accounts import events
from governance.accounts.models import User
from governance.accounts.services import close_account, open_account, set_password
from governance.core.models import RecordedEvent
from tests.cast import PASSWORD, Cast

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def confirm_password(client: Client) -> None:
    """The library asks once more before it shows a secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def make_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06d}"


def test_the_admin_leads_to_the_one_sign_in_page(client: Client, cast: Cast) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    assert (response.status_code, b"Sign in" in response.content) == (200, True)


def test_a_person_signs_in_and_the_event_says_how(client: Client, cast: Cast) -> None:
    response = sign_in(client, "EVE@example.com")
    assert (response.status_code, response["Location"]) == (302, "/")
    event = RecordedEvent.objects.first()
    assert (event.name, event.actor, event.record_id, event.data) == (
        events.SIGNED_IN.name,
        cast.eve,
        cast.eve.pk,
        {"methods": ["password"]},
    )
    assert EmailAddress.objects.count() == 0


def test_staff_land_in_the_admin(client: Client, cast: Cast) -> None:
    sign_in(client, "olga@example.com")
    assert client.get("/")["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("eve@example.com", "wrong-password-1"),
        ("nobody@example.com", PASSWORD),
        ("robot@example.com", PASSWORD),
        ("closed@example.com", PASSWORD),
        ("tests@system.invalid", PASSWORD),
    ],
)
def test_a_failed_sign_in_tells_nothing_about_accounts(
    client: Client, cast: Cast, email: str, password: str
) -> None:
    robot = open_account(actor=cast.ada, email="robot@example.com", name="Robot", kind="service")
    robot.set_password(PASSWORD)
    robot.save(update_fields=["password"])
    closed = open_account(actor=cast.system, email="closed@example.com", name="Closed", password=PASSWORD)
    close_account(actor=cast.ada, user=closed, reason="Left")
    response = sign_in(client, email, password)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "E-mail and password do not belong together. Check both and try again."
    ]
    assert not is_signed_in(client)


def test_a_failed_sign_in_is_recorded_without_what_was_typed(client: Client, cast: Cast) -> None:
    sign_in(client, "eve@example.com", "wrong-password-1")
    sign_in(client, "my-password-in-the-wrong-field@example.com", "wrong-password-1")
    unknown, known = RecordedEvent.objects.all()[:2]
    assert (unknown.name, unknown.record_id, unknown.data) == (
        events.SIGN_IN_FAILED.name,
        None,
        {"step": "password", "known": False},
    )
    assert (known.record_id, known.actor.email, known.data["known"]) == (
        cast.eve.pk,
        "sign-in@system.invalid",
        True,
    )
    everything = str(list(RecordedEvent.objects.values()))
    assert ("wrong-password-1" in everything, "my-password" in everything) == (False, False)


def test_many_failures_are_held_off_with_a_sentence(client: Client, cast: Cast) -> None:
    for _attempt in range(5):
        sign_in(client, "eve@example.com", "wrong-password-1")
    response = sign_in(client, "eve@example.com")
    assert response.context["form"].non_field_errors() == [
        "Too many failed attempts. Wait five minutes and try again, or set a new password."
    ]
    assert not is_signed_in(client)


def test_a_forwarding_header_does_not_buy_more_attempts(client: Client, cast: Cast) -> None:
    for attempt in range(40):
        response = client.post(
            LOGIN,
            {"login": f"x{attempt}@example.com", "password": "wrong"},
            headers={"X-Forwarded-For": f"10.0.0.{attempt}"},
        )
    assert response.status_code == 429
    assert b"Too many attempts" in response.content


def test_a_second_step_is_asked_for_and_failures_are_recorded(client: Client, cast: Cast) -> None:
    secret = generate_totp_secret()
    TOTP.activate(cast.eve, secret)
    assert sign_in(client, "eve@example.com")["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert (RecordedEvent.objects.first().record_id, RecordedEvent.objects.first().data["step"]) == (
        cast.eve.pk,
        "mfa",
    )
    response = client.post("/accounts/2fa/authenticate/", {"code": make_code(secret)})
    assert (response.status_code, is_signed_in(client)) == (302, True)
    assert RecordedEvent.objects.first().data == {"methods": ["password", "mfa"]}


def test_setting_up_an_authenticator_app(client: Client, cast: Cast) -> None:
    sign_in(client, "eve@example.com")
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    confirm_password(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": make_code(secret)})
    assert Authenticator.objects.filter(user=cast.eve, type="totp").count() == 1
    assert client.get("/accounts/2fa/").status_code == 200


def test_a_closed_account_is_dead_at_once(client: Client, cast: Cast) -> None:
    sign_in(client, "eve@example.com")
    assert is_signed_in(client)
    close_account(actor=cast.ada, user=cast.eve, reason="Left")
    assert client.get("/me/")["Location"] == "/accounts/login/?next=/me/"
    assert UserSession.objects.filter(user=cast.eve).count() == 0


def test_a_session_that_survives_in_the_store_is_dead_as_well(client: Client, cast: Cast) -> None:
    """The sign-in backend asks at each request; deleting sessions is the second bar."""
    client.force_login(cast.eve, backend="governance.accounts.backends.SignInBackend")
    close_account(actor=cast.ada, user=cast.eve, reason="Left")
    assert not is_signed_in(client)


def test_a_password_set_by_somebody_else_ends_sessions_and_must_be_replaced(
    client: Client, cast: Cast
) -> None:
    sign_in(client, "eve@example.com")
    set_password(actor=cast.ada, user=cast.eve, password="temporary-password-5")
    assert not is_signed_in(client)
    sign_in(client, "eve@example.com", "temporary-password-5")
    assert client.get("/me/")["Location"] == "/accounts/password/change/"
    assert client.get("/api/v1/me").status_code == 403
    client.post(
        "/accounts/password/change/",
        {
            "oldpassword": "temporary-password-5",
            "password1": "my-own-password-6",
            "password2": "my-own-password-6",
        },
    )
    assert is_signed_in(client)
    assert User.objects.get(pk=cast.eve.pk).check_password("my-own-password-6")


def test_the_reset_link_goes_to_people_alone_and_works_once(client: Client, cast: Cast) -> None:
    open_account(actor=cast.ada, email="robot@example.com", name="Robot", kind="service")
    answers = {
        client.post("/accounts/password/reset/", {"email": email})["Location"]
        for email in ("eve@example.com", "robot@example.com", "nobody@example.com", "tests@system.invalid")
    }
    assert answers == {"/accounts/password/reset/done/"}
    assert [message.to for message in mail.outbox] == [["eve@example.com"]]
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    form_address = page.redirect_chain[-1][0]
    new = {"password1": "brand-new-password-9", "password2": "brand-new-password-9"}
    client.post(form_address, new)
    assert User.objects.get(pk=cast.eve.pk).check_password("brand-new-password-9")
    again = client.get(link.removeprefix("http://testserver"), follow=True)
    assert b"This link no longer works" in again.content


def test_nobody_adds_addresses_that_would_open_their_account(client: Client, cast: Cast) -> None:
    sign_in(client, "eve@example.com")
    response = client.post("/accounts/email/", {"email": "second@example.com", "action_add": ""})
    assert (response["Location"], EmailAddress.objects.count()) == ("/me/", 0)


def test_nobody_signs_up(client: Client, cast: Cast) -> None:
    before = User.objects.count()
    response = client.post(
        "/accounts/signup/", {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert (b"Accounts are opened for you" in response.content, User.objects.count()) == (True, before)


def test_signing_out_needs_a_post(client: Client, cast: Cast) -> None:
    sign_in(client, "eve@example.com")
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_next_does_not_lead_to_another_host(client: Client, cast: Cast) -> None:
    response = sign_in(client, "eve@example.com", next="https://evil.example/")
    assert response["Location"] == "/"


@pytest.mark.parametrize("path", ["/", "/admin/governance/team/", "/me/"])
def test_staff_set_up_a_second_step_first_when_it_is_required(
    client: Client, cast: Cast, settings: Any, path: str
) -> None:
    settings.REQUIRE_MFA = True
    sign_in(client, "olga@example.com")
    assert client.get(path)["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/api/v1/teams").status_code == 403
    confirm_password(client)
    page = client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/2fa/totp/activate/", {"code": make_code(page.context["form"].secret)})
    assert client.get("/me/").status_code == 200


def test_others_and_keys_are_not_held_back(client: Client, cast: Cast, settings: Any) -> None:
    settings.REQUIRE_MFA = True
    sign_in(client, "eve@example.com")
    assert is_signed_in(client)
