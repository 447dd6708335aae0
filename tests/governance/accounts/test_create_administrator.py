"""The command that opens the first administrator's account."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from governance.accounts.models import User
from governance.accounts.selectors import list_role_keys
from tests.cast import remove_cast

VARIABLE = "ADMINISTRATOR_PASSWORD"


@pytest.fixture(autouse=True)
def _nobody(db: None) -> None:
    """Start from an installation without people."""
    remove_cast()


def test_the_first_administrator_is_opened_with_both_roles(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "a-password-of-the-first-1")
    call_command("create_administrator", "First@Example.com", "--name", "First")
    user = User.objects.get(email="first@example.com")
    assert (user.name, user.is_staff, user.is_superuser, list_role_keys(user)) == (
        "First",
        True,
        False,
        {"owner", "admin"},
    )
    assert (user.check_password("a-password-of-the-first-1"), user.password_is_temporary) == (True, False)


def test_there_is_no_second_first_administrator(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "a-password-of-the-first-1")
    call_command("create_administrator", "first@example.com")
    with pytest.raises(CommandError, match="exists already") as refusal:
        call_command("create_administrator", "second@example.com")
    assert (refusal.value.returncode, User.objects.filter(email="second@example.com").count()) == (1, 0)


@pytest.mark.parametrize(
    ("email", "password"), [("no address", "a-password-of-the-first-1"), ("x@example.com", "short")]
)
def test_a_refusal_leaves_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    monkeypatch.setenv(VARIABLE, password)
    with pytest.raises(CommandError) as refusal:
        call_command("create_administrator", email)
    assert (refusal.value.returncode, User.objects.filter(kind="person").count()) == (1, 0)


def test_without_a_terminal_the_password_must_be_in_the_environment(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(CommandError) as refusal:
        call_command("create_administrator", "x@example.com")
    assert refusal.value.returncode == 2
