"""Ending and renewing agreements, each with its right, its reason, its history row and its event."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from governance.accounts.models import Role
from governance.accounts.services import assign_role
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from governance.core.services import create_record
from tests.cast import Cast
from tests.factories.vendors import make_agreement, make_service, make_vendor
from vendors.agreements.models import Agreement
from vendors.agreements.services import renew_agreement, terminate_agreement

JUNE = date(2026, 6, 1)


@pytest.fixture
def dpa(cast: Cast) -> Agreement:
    return make_agreement(cast.olga, make_vendor(cast.olga), expiry_date=date(2027, 1, 1))


def terminate(actor: Any, agreement: Agreement, **values: Any) -> Agreement:
    return terminate_agreement(
        actor=actor, agreement=agreement, **{"reason": "Breach", "terminated_date": JUNE, **values}
    )


def test_a_terminated_agreement_holds_until_before_the_day(cast: Cast, dpa: Agreement) -> None:
    revision = RegistryRevision.current()
    dpa = terminate(cast.olga, dpa, reason=" Breach ")
    assert dpa.is_in_force(datetime(2026, 5, 31, 23, 59, 59, 999999, tzinfo=UTC)) is True
    assert dpa.is_in_force(datetime(2026, 6, 1, tzinfo=UTC)) is False
    assert RegistryRevision.current() == revision + 1
    row = dpa.history.first()
    assert (row.terminated_date, row.history_user, row.history_change_reason) == (JUNE, cast.olga, "Breach")
    event = RecordedEvent.objects.first()
    assert (event.name, event.record_id, event.reason, event.data) == (
        "vendors.agreement.terminated",
        dpa.pk,
        "Breach",
        {"terminated_date": "2026-06-01"},
    )


def test_termination_without_a_day_counts_from_today(cast: Cast, dpa: Agreement) -> None:
    before = datetime.now(UTC).date()
    dpa = terminate(cast.olga, dpa, terminated_date=None)
    assert dpa.terminated_date in {before, datetime.now(UTC).date()}
    assert dpa.is_in_force(datetime.now(UTC)) is False


@pytest.mark.parametrize(
    ("values", "error", "field"),
    [
        ({"reason": " "}, InvalidInput, ["reason"]),
        ({"terminated_date": date(2024, 12, 31)}, InvalidInput, ["terminated_date"]),
        ({"terminated_date": date(2027, 1, 1)}, ConflictingState, []),
    ],
    ids=["no reason", "before it began", "after it expired"],
)
def test_what_makes_no_sense_ends_nothing(
    cast: Cast, dpa: Agreement, values: dict[str, Any], error: type, field: list[str]
) -> None:
    with pytest.raises(error) as refusal:
        terminate(cast.olga, dpa, **values)
    assert list(refusal.value.fields) == field
    assert Agreement.objects.get().terminated_date is None


def test_an_agreement_ends_once_and_only_if_it_was_signed(cast: Cast, dpa: Agreement) -> None:
    terminate(cast.olga, dpa)
    with pytest.raises(ConflictingState):
        terminate(cast.olga, dpa, terminated_date=date(2026, 7, 1))
    draft = make_agreement(cast.olga, dpa.vendor, "baa", effective_date=None)
    with pytest.raises(ConflictingState):
        terminate(cast.olga, draft)
    assert Agreement.objects.get(pk=dpa.pk).terminated_date == JUNE


@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_who_has_no_right_ends_and_renews_nothing(cast: Cast, dpa: Agreement, person: str) -> None:
    with pytest.raises(NotPermitted):
        terminate(getattr(cast, person), dpa)
    with pytest.raises(NotPermitted):
        renew_agreement(actor=getattr(cast, person), agreement=dpa)
    assert list(Agreement.objects.values_list("pk", "terminated_date")) == [(dpa.pk, None)]


def test_adding_agreements_is_not_yet_the_right_to_renew_them(cast: Cast, dpa: Agreement) -> None:
    permissions = ["vendors.view_agreement", "vendors.add_agreement", "vendors.change_agreement"]
    values = {"key": "clerk", "name": "Clerk", "permissions": permissions}
    role = create_record(actor=cast.system, model=Role, values=values)
    assign_role(actor=cast.system, user=cast.dan, role=role)
    with pytest.raises(NotPermitted):
        renew_agreement(actor=cast.dan, agreement=dpa)
    with pytest.raises(NotPermitted):
        terminate(cast.dan, dpa)
    assert Agreement.objects.count() == 1


def test_a_successor_begins_where_the_old_one_ends(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    service = make_service(cast.olga, vendor)
    old = make_agreement(
        cast.olga,
        vendor,
        expiry_date=date(2026, 1, 1),
        clauses=("no_training", "retention_limit"),
        retention_limit_days=30,
        services=[service],
    )
    new = renew_agreement(actor=cast.olga, agreement=old, expiry_date=date(2027, 1, 1))
    assert (new.predecessor, new.effective_date, new.expiry_date) == (old, old.expiry_date, date(2027, 1, 1))
    assert (new.vendor, new.kind, new.title, new.clauses, new.retention_limit_days, new.owner) == (
        vendor,
        "dpa",
        old.title,
        ["no_training", "retention_limit"],
        30,
        cast.olga,
    )
    assert [row.service for row in new.coverage.all()] == [service]
    event = RecordedEvent.objects.filter(name="vendors.agreement.renewed").get()
    assert (event.record_id, event.data["predecessor"]) == (new.pk, str(old.pk))
    assert new.history.get().history_user == cast.olga


def test_an_agreement_is_renewed_once(cast: Cast, dpa: Agreement) -> None:
    renew_agreement(actor=cast.olga, agreement=dpa)
    with pytest.raises(ConflictingState):
        renew_agreement(actor=cast.olga, agreement=dpa)
    assert Agreement.objects.count() == 2


def test_a_terminated_agreement_is_not_renewed(cast: Cast, dpa: Agreement) -> None:
    dpa = terminate(cast.olga, dpa)
    with pytest.raises(ConflictingState):
        renew_agreement(actor=cast.olga, agreement=dpa)
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize("start", [None, date(2025, 1, 1), date(2024, 1, 1)])
def test_an_open_ended_agreement_is_renewed_from_a_later_day(cast: Cast, start: date | None) -> None:
    old = make_agreement(cast.olga, make_vendor(cast.olga))
    with pytest.raises(InvalidInput) as refusal:
        renew_agreement(actor=cast.olga, agreement=old, effective_date=start)
    assert list(refusal.value.fields) == ["effective_date"]
    new = renew_agreement(actor=cast.olga, agreement=old, effective_date=JUNE)
    assert (new.effective_date, new.expiry_date) == (JUNE, None)
