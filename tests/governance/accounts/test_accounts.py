"""Opening, changing, closing, reopening and anonymising accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from governance.accounts import events
from governance.accounts.models import ApiKey, Role, RoleAssignment, User
from governance.accounts.services import (
    anonymise_account,
    assign_role,
    change_account,
    change_own_profile,
    close_account,
    issue_api_key,
    issue_own_api_key,
    open_account,
    reopen_account,
    request_password_link,
    revoke_api_key,
    set_password,
)
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent
from governance.core.outbox import deliver_due_messages
from governance.core.rights import rights_of
from governance.core.services import change_record
from governance.core.writing import permit
from tests.cast import Cast


def test_opening_an_account_leaves_history_and_event(cast: Cast) -> None:
    user = open_account(actor=cast.ada, email="New@Example.COM", name="New")
    row, event = user.history.get(), RecordedEvent.objects.first()
    assert (user.email, user.has_usable_password(), user.is_superuser) == ("new@example.com", False, False)
    assert (row.history_user, row.history_type) == (cast.ada, "+")
    assert (event.name, event.actor, event.record_id) == (events.ACCOUNT_OPENED.name, cast.ada, user.pk)
    assert not hasattr(row, "password")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "ada@example.com"}, "email"),
        ({"email": "x@example.com", "kind": "system"}, "kind"),
        ({"email": "x@example.com", "kind": "service", "password": "a-long-password-77"}, "password"),
        ({"email": "x@example.com", "password": "short"}, "password"),
        ({"email": "x@example.com", "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"email": "no address"}, "email"),
    ],
)
def test_what_an_account_cannot_be(cast: Cast, values: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        open_account(actor=cast.ada, name="X", **values)
    assert field in refusal.value.fields


def test_changing_the_email_forgets_addresses_that_the_library_remembers(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.eve, email="eve@example.com", verified=True, primary=True)
    change_account(actor=cast.ada, record=cast.eve, values={"email": "Eve@New.example", "name": "Eve N."})
    assert (EmailAddress.objects.count(), User.objects.get(pk=cast.eve.pk).email) == (0, "eve@new.example")
    assert RecordedEvent.objects.first().data == {"fields": ["email", "name"]}


def test_people_change_their_own_time_zone_and_nothing_else(cast: Cast) -> None:
    change_own_profile(actor=cast.eve, time_zone="Europe/Madrid")
    assert User.objects.get(pk=cast.eve.pk).time_zone == "Europe/Madrid"
    with pytest.raises(InvalidInput):
        change_own_profile(actor=cast.eve, time_zone="Nowhere")


def test_closing_kills_keys_and_rights_with_the_commit(cast: Cast) -> None:
    _key, _secret = issue_own_api_key(actor=cast.eve, name="ci", scopes=["registry:read"])
    in_flight = User.objects.get(pk=cast.eve.pk)
    assert rights_of(in_flight).somewhere_has("registry.view_modelversion")
    close_account(actor=cast.ada, user=cast.eve, reason="Left")
    assert ApiKey.objects.filter(revoked_at__isnull=True).count() == 0
    # The request that began before the closing still holds an instance that says "active".
    assert in_flight.is_active
    with pytest.raises(NotPermitted):
        permit(in_flight, "view", ApiKey)
    assert rights_of(in_flight, fresh=True).user_id is None
    with pytest.raises(ConflictingState):
        set_password(actor=in_flight, user=in_flight, password="a-new-long-password-3")
    with pytest.raises(InvalidInput):
        issue_own_api_key(actor=in_flight, name="late", scopes=["registry:read"])


def test_an_administrator_in_flight_loses_everything_too(cast: Cast) -> None:
    for person in (cast.ada, cast.root):
        in_flight = User.objects.get(pk=person.pk)
        close_account(actor=cast.system, user=person, reason="Left")
        with pytest.raises(NotPermitted):
            change_record(actor=in_flight, record=cast.support, values={"name": "Late"})


def test_nobody_closes_their_own_account(cast: Cast) -> None:
    with pytest.raises(ConflictingState):
        close_account(actor=cast.ada, user=cast.ada, reason="Holiday")
    assert User.objects.get(pk=cast.ada.pk).is_active


def test_nobody_reopens_an_account_of_their_own_person(cast: Cast) -> None:
    second = open_account(actor=cast.system, email="ada2@example.com", name="Ada 2", same_person_as=cast.ada)
    close_account(actor=cast.system, user=second, reason="Two are one too many")
    with pytest.raises(NotPermitted):
        reopen_account(actor=cast.ada, user=second, reason="I want it back")
    reopen_account(actor=cast.root, user=second, reason="Needed")
    assert User.objects.get(pk=second.pk).is_active


def test_reopening_keeps_keys_revoked(cast: Cast) -> None:
    issue_own_api_key(actor=cast.eve, name="ci", scopes=["registry:read"])
    close_account(actor=cast.ada, user=cast.eve, reason="Left")
    reopen_account(actor=cast.ada, user=cast.eve, reason="Came back")
    assert ApiKey.objects.filter(revoked_at__isnull=True).count() == 0


def test_the_products_own_actors_do_not_change(cast: Cast) -> None:
    for attempt in (
        lambda: close_account(actor=cast.ada, user=cast.system, reason="x"),
        lambda: change_account(actor=cast.ada, record=cast.system, values={"name": "X"}),
        lambda: set_password(actor=cast.root, user=cast.system, password="a-long-password-33"),
        lambda: issue_api_key(actor=cast.root, owner=cast.system, name="x", scopes=["audit:read"]),
        lambda: assign_role(actor=cast.ada, user=cast.system, role=Role.objects.get(key="viewer")),
    ):
        with pytest.raises((ConflictingState, InvalidInput, NotPermitted)):
            attempt()
    assert User.objects.get(pk=cast.system.pk).has_usable_password() is False


def test_anonymising_leaves_a_pseudonymous_actor(cast: Cast) -> None:
    close_account(actor=cast.ada, user=cast.eve, reason="Left")
    user = anonymise_account(actor=cast.ada, user=cast.eve, reason="Asked to")
    pseudonym = f"person-{str(user.pk)[-12:]}"
    assert (user.name, user.email) == (pseudonym, f"{pseudonym}@anonymous.invalid")
    assert set(user.history.values_list("name", "email")) == {(user.name, user.email)}
    assert RecordedEvent.objects.filter(actor__isnull=True).count() == 0
    with pytest.raises(ConflictingState):
        reopen_account(actor=cast.ada, user=user, reason="Again")


def test_an_open_account_is_not_anonymised(cast: Cast) -> None:
    with pytest.raises(ConflictingState):
        anonymise_account(actor=cast.ada, user=cast.eve, reason="x")


def test_accounts_and_keys_are_never_deleted(cast: Cast) -> None:
    key, _secret = issue_own_api_key(actor=cast.eve, name="ci", scopes=["registry:read"])
    with pytest.raises(TypeError):
        cast.eve.delete()
    with pytest.raises(TypeError):
        key.delete()


def test_a_link_to_set_a_password_goes_to_the_accounts_own_address(cast: Cast) -> None:
    request_password_link(actor=cast.ada, user=cast.ben)
    assert mail.outbox == []
    deliver_due_messages()
    assert [message.to for message in mail.outbox] == [["ben@example.com"]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize("person", ["ben", "dan", "carol"])
def test_only_account_managers_have_links_mailed(cast: Cast, person: str) -> None:
    with pytest.raises(NotPermitted):
        request_password_link(actor=getattr(cast, person), user=cast.eve)


def test_a_role_ends_at_its_end(cast: Cast) -> None:
    soon = timezone.now() + timedelta(minutes=5)
    assign_role(actor=cast.ada, user=cast.dan, role=Role.objects.get(key="viewer"), ends_at=soon)
    assert rights_of(cast.dan, fresh=True).somewhere_has("governance.view_team")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("governance.accounts.held_rights.timezone.now", lambda: soon + timedelta(seconds=1))
        assert not rights_of(cast.dan, fresh=True).somewhere_has("governance.view_team")


def test_a_role_that_ended_can_be_given_again(cast: Cast) -> None:
    """Such as to somebody who answers for a vendor once more; the one that ended is in the history."""
    viewer, end = Role.objects.get(key="viewer"), timezone.now() + timedelta(minutes=1)
    first = assign_role(actor=cast.ada, user=cast.dan, role=viewer, ends_at=end)
    with pytest.raises(InvalidInput):
        assign_role(actor=cast.ada, user=cast.dan, role=viewer)
    with time_machine.travel(end, tick=False):
        second = assign_role(actor=cast.ada, user=cast.dan, role=viewer)
    assert list(RoleAssignment.objects.filter(user=cast.dan, role=viewer)) == [second]
    assert [row.history_type for row in RoleAssignment.history.filter(id=first.pk)] == ["-", "+"]


def test_issuing_and_revoking_keys(cast: Cast) -> None:
    key, secret = issue_own_api_key(actor=cast.eve, name="ci", scopes=["decisions:ask"])
    assert (secret.startswith(f"imp_{key.prefix}_"), key.secret_hash) == (True, ApiKey.hash_secret(secret))
    assert secret not in str([*RecordedEvent.objects.values(), *ApiKey.history.values()])
    with pytest.raises(NotPermitted):
        revoke_api_key(actor=cast.dan, key=key)
    revoke_api_key(actor=cast.eve, key=key)
    assert ApiKey.objects.get().revoked_at is not None
    assert RecordedEvent.objects.first().name == events.KEY_REVOKED.name


@pytest.mark.parametrize("scope", ["registry:write", "vendors:write", "audit:read", "catalogue:import"])
def test_people_issue_themselves_no_key_that_changes_records(cast: Cast, scope: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        issue_own_api_key(actor=cast.ada, name="x", scopes=["registry:read", scope])
    assert (list(refusal.value.fields), ApiKey.objects.count()) == (["scopes"], 0)


@pytest.mark.parametrize("days", [-1, 0, 367, 4000])
def test_a_key_ends_within_a_year(cast: Cast, days: int) -> None:
    with pytest.raises(InvalidInput):
        issue_own_api_key(
            actor=cast.eve,
            name="x",
            scopes=["registry:read"],
            expires_at=timezone.now() + timedelta(days=days),
        )
