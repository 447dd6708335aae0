"""Reminders: each stage once, the latest only, to the owner, until somebody has seen to it."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from governance.accounts.services import get_system_actor
from governance.core.models import RecordedEvent
from governance.core.services import change_record
from governance.notifications.models import ActionItem
from governance.notifications.services import close_action_item
from tests.cast import Cast
from tests.factories.vendors import (
    make_agreement,
    make_attestation,
    make_bridge_letter,
    make_notice,
    make_service,
    make_vendor,
)
from vendors.agreements.models import Agreement
from vendors.agreements.services import renew_agreement, terminate_agreement
from vendors.deadlines import services, tasks
from vendors.deadlines.events import REMINDERS_DUE
from vendors.deadlines.services import send_reminders
from vendors.directory.services import offboard_vendor
from vendors.sub_processors.services import accept_sub_processor, apply_sub_processor, object_to_sub_processor

END = date(2026, 6, 1)


@pytest.fixture
def dpa(cast: Cast) -> Agreement:
    return make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=END, owner=cast.eve)


def run(cast: Cast, *days_left: int) -> list[int]:
    """Let the clock run on the days that lie so many days before the end; return how many were sent each time."""
    return [send_reminders(actor=cast.system, today=END - timedelta(days=days)) for days in days_left]


def list_stages(items: Iterable[ActionItem]) -> list[str]:
    return [item.open_key.rpartition(":")[2] for item in items]


def list_open() -> list[ActionItem]:
    return list(ActionItem.objects.filter(kind="vendors.deadline", done_at__isnull=True))


def test_each_stage_is_sent_once_to_the_owner_and_takes_the_place_of_the_one_before(
    cast: Cast, dpa: Agreement
) -> None:
    assert run(cast, 91, 90, 90, 75, 60, 45, 30, 30, 8, 7, 1, 0, -3, -7, -7, -14) == [
        *(0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1)
    ]
    items = ActionItem.objects.order_by("created_at")
    assert list_stages(items) == ["90", "60", "30", "7", "0", "-7", "-14"]
    assert {(item.owner, item.record_id, item.due_date) for item in items} == {(cast.eve, dpa.pk, END)}
    assert [item.severity for item in items] == ["info"] * 2 + ["warning"] * 2 + ["critical"] * 3
    assert list_stages(list_open()) == ["-14"]
    assert (items[0].title, items[4].title) == (
        "Ends on 1 June 2026: DPA with Openai",
        "Ended on 1 June 2026: DPA with Openai",
    )


def test_after_a_standstill_only_the_latest_stage_is_sent(cast: Cast, dpa: Agreement) -> None:
    assert run(cast, 61, 5, 5) == [1, 1, 0]
    assert list_stages(ActionItem.objects.order_by("created_at")) == ["90", "7"]
    assert run(cast, -30) == [1]
    assert list_stages(list_open()) == ["-28"]
    # A clock that was set back sends nothing twice.
    assert run(cast, 5, 40) == [0, 0]


def test_what_a_person_closed_is_handled(cast: Cast, dpa: Agreement) -> None:
    run(cast, 60)
    close_action_item(actor=cast.eve, item=ActionItem.objects.get())
    assert run(cast, 60, 30, 0, -7) == [0, 0, 0, 0]
    # A new end is a new deadline.
    change_record(actor=cast.olga, record=dpa, values={"expiry_date": END + timedelta(days=365)})
    assert run(cast, 0, -365 + 7) == [0, 1]


def test_nobody_is_the_officers_and_so_is_a_closed_account(cast: Cast) -> None:
    make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=END, owner=None)
    run(cast, 30)
    assert [item.owner for item in list_open()] == [None]


@pytest.mark.parametrize("how", ["renewed", "terminated", "another", "moved", "offboarded"])
def test_what_was_seen_to_is_spoken_of_no_more_and_its_reminder_closes(
    cast: Cast, dpa: Agreement, how: str
) -> None:
    run(cast, 30)
    assert len(list_open()) == 1
    if how == "renewed":
        renew_agreement(actor=cast.olga, agreement=dpa)
    elif how == "terminated":
        terminate_agreement(actor=cast.olga, agreement=dpa, reason="x", terminated_date=date(2026, 5, 20))
    elif how == "another":
        make_agreement(cast.olga, dpa.vendor)
    elif how == "moved":
        change_record(actor=cast.olga, record=dpa, values={"expiry_date": date(2028, 1, 1)})
    else:
        offboard_vendor(actor=cast.olga, vendor=dpa.vendor, reason="x")
    assert run(cast, 29, 7, 0, -7) == [0, 0, 0, 0]
    assert list_open() == []
    assert ActionItem.objects.get(kind="vendors.deadline").done_by == cast.system


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "baa"},
        {"clauses": []},
        {"services": []},
        {"expiry_date": END},
        {"effective_date": None},
        {"effective_date": END + timedelta(days=1)},
    ],
    ids=["another kind", "fewer clauses", "fewer services", "as short", "unsigned", "after a gap"],
)
def test_another_agreement_takes_over_only_with_all_of_the_terms(cast: Cast, values: dict[str, Any]) -> None:
    vendor = make_vendor(cast.olga)
    make_service(cast.olga, vendor, hosting=())
    old = make_agreement(cast.olga, vendor, expiry_date=END, clauses=["no_training"])
    make_agreement(cast.olga, vendor, **{"kind": "dpa", "clauses": ["no_training"], **values})
    run(cast, 30)
    assert old.pk in {item.record_id for item in list_open()}


def test_a_successor_that_was_terminated_takes_over_nothing(cast: Cast, dpa: Agreement) -> None:
    successor = renew_agreement(actor=cast.olga, agreement=dpa)
    terminate_agreement(
        actor=cast.olga, agreement=successor, reason="x", terminated_date=END + timedelta(days=3)
    )
    assert run(cast, 30) == [1]


def test_attestations_count_to_the_end_of_their_letters(cast: Cast) -> None:
    report = make_attestation(cast.olga, make_vendor(cast.olga), valid_until_date=date(2026, 3, 1))
    make_bridge_letter(cast.olga, report, date(2026, 3, 1), END)
    assert run(cast, 92, 90) == [0, 1]
    assert [(item.record_id, item.due_date) for item in list_open()] == [(report.pk, END)]
    make_attestation(cast.olga, report.vendor, issued_date=date(2026, 5, 1))
    assert run(cast, 7) == [0]
    assert list_open() == []


def test_nothing_follows_from_silence_but_another_question(cast: Cast) -> None:
    vendor = make_vendor(cast.olga, owner=cast.eve)
    notice = make_notice(
        cast.olga, vendor, announced_date=END - timedelta(days=30), effective_date=END + timedelta(days=60)
    )
    # The announcement itself asked thirty days before the end.
    assert run(cast, 30, 8, 7) == [0, 0, 1]
    assert [item.title for item in list_open()] == ["Object before 1 June 2026: Acme Hosting"]
    close_action_item(actor=cast.eve, item=list_open()[0])
    assert run(cast, 3, 0, -6, -7) == [0, 1, 0, 1]
    notice.refresh_from_db()
    assert notice.state == "announced"
    assert [(item.title, item.owner, item.severity) for item in list_open()] == [
        ("Undecided since 1 June 2026: Acme Hosting", cast.eve, "critical")
    ]
    object_to_sub_processor(actor=cast.olga, notice=notice, reason="x")
    assert run(cast, -14) == [0]
    assert ActionItem.objects.filter(done_at__isnull=True).count() == 0


def test_an_accepted_one_is_asked_for_on_its_day_until_it_is_in_the_directory(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    make_service(cast.olga, vendor, hosting=())
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    notice = make_notice(cast.olga, vendor, announced_date=yesterday, effective_date=yesterday)
    accept_sub_processor(actor=cast.olga, notice=notice)
    assert [send_reminders(actor=cast.system) for _turn in range(2)] == [1, 0]
    assert [item.title.partition(" on ")[0] for item in list_open()] == ["Joins"]
    apply_sub_processor(actor=cast.olga, notice=notice)
    assert (send_reminders(actor=cast.system), list_open()) == (0, [])


def test_one_that_fails_keeps_no_other_from_being_told(
    cast: Cast, dpa: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agreement(cast.olga, dpa.vendor, "baa", expiry_date=END)
    real = services.remind_owner

    def fail(*, actor: Any, deadline: Any, stage: int) -> Any:
        if deadline.record.pk == dpa.pk:
            raise RuntimeError
        return real(actor=actor, deadline=deadline, stage=stage)

    monkeypatch.setattr(services, "remind_owner", fail)
    assert run(cast, 30) == [1]
    assert [item.record_label for item in list_open()] == ["BAA with Openai"]


def test_the_task_runs_on_the_schedule_as_a_named_actor(cast: Cast) -> None:
    assert settings.JOBS_BEAT_SCHEDULE["send-reminders"]["task"] == tasks.remind.name
    today = datetime.now(UTC).date()
    make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=today + timedelta(days=7))
    tasks.remind()
    tasks.remind()
    item = ActionItem.objects.get()
    assert item.history.get().history_user == get_system_actor("deadline-clock")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_stage_once() -> None:
    from tests.cast import get_cast

    cast = get_cast()
    vendor = make_vendor(cast.olga)
    for kind in ("dpa", "baa", "msa", "nda"):
        make_agreement(cast.olga, vendor, kind, expiry_date=END)
    barrier = Barrier(2)

    def work(_number: int) -> int:
        try:
            barrier.wait(timeout=60)
            return send_reminders(actor=cast.system, today=END - timedelta(days=30))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 4
    assert ActionItem.objects.filter(kind="vendors.deadline").count() == 4
    assert RecordedEvent.objects.filter(name=REMINDERS_DUE.name).count() == 1
