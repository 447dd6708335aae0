"""Reminders by mail: one a day to each person, each reminder once, and to somebody always."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from governance.accounts.services import close_account, withdraw_role
from governance.core.models import OutboxMessage, RecordedEvent
from governance.core.outbox import deliver_due_messages
from governance.notifications.models import ActionItem
from governance.notifications.services import close_action_item
from tests.cast import Cast
from tests.factories.vendors import make_agreement, make_vendor
from vendors.deadlines.receivers import mail_reminders
from vendors.deadlines.services import send_reminders

pytestmark = pytest.mark.django_db
END = date(2026, 6, 1)


def run(cast: Cast, days_left: int) -> list[EmailMessage]:
    """Let the clock run so many days before the end, and return what is mailed."""
    mail.outbox.clear()
    send_reminders(actor=cast.system, today=END - timedelta(days=days_left))
    deliver_due_messages()
    return [message for message in mail.outbox if message.subject.startswith("Imprimatur")]


def read(sent: list[EmailMessage]) -> list[tuple[str, list[str]]]:
    """Return (address, titles) of each mail."""
    return sorted(
        (message.to[0], [line for line in str(message.body).splitlines() if line.startswith("End")])
        for message in sent
    )


def test_one_mail_a_day_names_all_that_is_new_and_each_once(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    for kind in ("dpa", "baa"):
        make_agreement(cast.olga, vendor, kind, expiry_date=END, owner=cast.eve)
    make_agreement(cast.olga, vendor, "nda", expiry_date=END, owner=cast.ben)
    day = "1 June 2026"
    both = [f"Ends on {day}: DPA with Openai", f"Ends on {day}: BAA with Openai"]
    first = run(cast, 30)
    assert read(first) == [
        ("ben@example.com", [f"Ends on {day}: NDA with Openai"]),
        ("eve@example.com", both),
    ]
    assert [message.subject for message in first if message.to == ["eve@example.com"]] == [
        "Imprimatur: 2 reminders"
    ]
    # Another one comes up on the same day: it is in the mail of the next, and the others in none.
    make_agreement(cast.olga, vendor, "msa", expiry_date=END, owner=cast.eve)
    assert [read(run(cast, days)) for days in (30, 29, 28)] == [
        [],
        [("eve@example.com", [f"Ends on {day}: MSA with Openai"])],
        [],
    ]


def test_a_repeated_delivery_is_the_same_letter(cast: Cast) -> None:
    make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=END, owner=cast.eve)
    (sent,) = run(cast, 7)
    message = OutboxMessage.objects.get(receiver="mail-reminders")
    mail.outbox.clear()
    mail_reminders(RecordedEvent.objects.get(pk=message.event_id), str(message.pk))
    assert [again.extra_headers for again in mail.outbox] == [sent.extra_headers]
    assert str(ActionItem.objects.get(kind="vendors.deadline").pk) in str(sent.body)


@pytest.mark.parametrize("when", ["before", "between"])
def test_whoever_cannot_be_reached_is_stood_in_for(cast: Cast, when: str) -> None:
    """Closed before, the vendor's owner is asked; closed while the mail waits, the officers are told."""
    make_agreement(cast.olga, make_vendor(cast.olga, owner=cast.ben), expiry_date=END, owner=cast.eve)
    if when == "between":
        send_reminders(actor=cast.system, today=END)
    close_account(actor=cast.ada, user=cast.eve, reason="x")
    expected = {"before": cast.ben, "between": cast.olga}[when]
    assert [message.to for message in run(cast, 0)] == [[expected.email]]


def test_nobodys_are_the_officers_and_who_can_close_them_stands_in_for_officers(cast: Cast) -> None:
    make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=END, owner=None)
    assert [message.to for message in run(cast, 30)] == [["olga@example.com"]]
    for assignment in cast.olga.role_assignments.all():
        withdraw_role(actor=cast.ada, assignment=assignment, reason="x")
    assert [message.to for message in run(cast, 7)] == [["ada@example.com"]]


def test_without_anybody_it_is_tried_again_and_not_forgotten(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=END, owner=cast.eve)
    with monkeypatch.context() as patch:
        patch.setattr("governance.notifications.mail.is_reachable", lambda _user: False)
        patch.setattr("governance.notifications.mail.list_officers", list)
        assert run(cast, 0) == []
    assert [message.to for message in run(cast, 0)] == [["eve@example.com"]]


def test_what_was_seen_to_meanwhile_is_not_mailed(cast: Cast) -> None:
    make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=END, owner=cast.eve)
    send_reminders(actor=cast.system, today=END)
    close_action_item(actor=cast.eve, item=ActionItem.objects.get(kind="vendors.deadline"))
    assert run(cast, 0) == []
