"""Announcing, accepting, objecting and applying, each with its right, its reason and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from governance.accounts.models import Role
from governance.accounts.services import assign_role
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from governance.core.services import change_record, create_record
from governance.notifications.models import ActionItem
from tests.cast import Cast
from tests.factories.classification import make_countries, make_regions
from tests.factories.vendors import make_notice, make_service, make_vendor
from vendors.directory.models import SubProcessor, Vendor
from vendors.sub_processors import services
from vendors.sub_processors.models import SubProcessorNotice

WHY = {"reason": "Because"}
# name: (the service, what it is told, {state before: state after})
EVENTS: dict[str, tuple[Callable[..., Any], dict[str, Any], dict[str, str]]] = {
    "accept": (
        services.accept_sub_processor,
        {},
        {"announced": "accepted", "objected": "accepted"},
    ),
    "object": (services.object_to_sub_processor, WHY, {"announced": "objected"}),
    "apply": (services.apply_sub_processor, {}, {"accepted": "effective"}),
    "withdraw": (
        services.withdraw_sub_processor,
        WHY,
        dict.fromkeys(("announced", "accepted", "objected"), "withdrawn"),
    ),
}


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    make_countries(cast.olga)
    vendor = make_vendor(cast.olga, owner=cast.eve)
    make_service(cast.olga, vendor, hosting=())
    return vendor


def bring_to(cast: Cast, vendor: Vendor, state: str) -> SubProcessorNotice:
    notice = make_notice(cast.olga, vendor, effective_date=date(2026, 1, 2))
    if state in ("accepted", "effective"):
        notice = services.accept_sub_processor(actor=cast.olga, notice=notice)
    if state == "effective":
        notice = services.apply_sub_processor(actor=cast.olga, notice=notice)
    if state == "objected":
        notice = services.object_to_sub_processor(actor=cast.olga, notice=notice, **WHY)
    if state == "withdrawn":
        notice = services.withdraw_sub_processor(actor=cast.olga, notice=notice, **WHY)
    return notice


def test_an_announcement_asks_the_vendors_owner_and_changes_no_decision(cast: Cast, vendor: Vendor) -> None:
    revision = RegistryRevision.current()
    notice = make_notice(cast.olga, vendor, announced_date=date(2026, 1, 15), notice_days=30)
    assert (notice.state, notice.objection_until_date) == ("announced", date(2026, 2, 14))
    item = ActionItem.objects.get()
    assert (item.kind, item.owner, item.due_date, item.record_id) == (
        "vendors.sub_processor_announced",
        cast.eve,
        date(2026, 2, 14),
        notice.pk,
    )
    assert notice.history.get().history_user == cast.olga
    assert RecordedEvent.objects.first().name == "vendors.sub_processor.announced"
    assert (SubProcessor.objects.count(), RegistryRevision.current()) == (0, revision)


@pytest.mark.parametrize("state", ["announced", "accepted", "objected", "effective", "withdrawn"])
def test_notices_move_as_the_table_says(cast: Cast, vendor: Vendor, state: str) -> None:
    """5 states x 4 acts x 6 people."""
    notice = bring_to(cast, vendor, state)
    assert notice.state == state
    for name, (act, told, moves) in EVENTS.items():
        for stranger in ("ben", "carol", "eve", "dan", "vera"):
            with pytest.raises(NotPermitted):
                act(actor=getattr(cast, stranger), notice=notice, **told)
        with transaction.atomic():
            if state in moves:
                act(actor=cast.olga, notice=notice, **told)
            else:
                with pytest.raises(ConflictingState):
                    act(actor=cast.olga, notice=notice, **told)
            after = SubProcessorNotice.objects.get().state
            transaction.set_rollback(True)
        assert (name, after) == (name, moves.get(state, state))


def test_a_decision_says_who_and_why_and_closes_the_question(cast: Cast, vendor: Vendor) -> None:
    notice = make_notice(cast.olga, vendor, announced_date=datetime.now(UTC).date())
    notice = services.object_to_sub_processor(actor=cast.olga, notice=notice, reason=" Outside the EEA ")
    assert (notice.decision_note, notice.decided_by, notice.is_objection_late) == (
        "Outside the EEA",
        cast.olga,
        False,
    )
    item = ActionItem.objects.get()
    assert (item.done_by, item.is_open) == (cast.olga, False)
    assert notice.history.first().history_change_reason == "Outside the EEA"
    event = RecordedEvent.objects.filter(name="vendors.sub_processor.objected").get()
    assert (event.reason, event.data) == (
        "Outside the EEA",
        {"from": "announced", "to": "objected", "is_late": False},
    )


def test_an_objection_after_its_days_is_kept_as_late(cast: Cast, vendor: Vendor) -> None:
    today = datetime.now(UTC).date()
    notice = make_notice(cast.olga, vendor, announced_date=today - timedelta(days=30), notice_days=30)
    notice = services.object_to_sub_processor(actor=cast.olga, notice=notice, reason="Overlooked")
    assert notice.is_objection_late is True
    assert RecordedEvent.objects.get(name="vendors.sub_processor.objected").data["is_late"] is True


def test_an_applied_sub_processor_is_in_every_service_it_joins_once(cast: Cast, vendor: Vendor) -> None:
    second = make_service(cast.olga, vendor, "chat", hosting=())
    make_service(cast.olga, vendor, "old", hosting=(), is_active=False)
    make_service(cast.olga, make_vendor(cast.olga, "anthropic"), hosting=())
    region = make_regions(cast.olga)["aws:eu-west-1"]
    notice = services.announce_sub_processor(
        actor=cast.olga,
        vendor=vendor,
        name="Acme",
        purpose="Logs",
        region=region,
        announced_date=date(2026, 1, 1),
        effective_date=date(2026, 1, 2),
    )
    services.accept_sub_processor(actor=cast.olga, notice=notice)
    values = {"service": second, "name": "Acme", "country": region.country}
    create_record(actor=cast.olga, model=SubProcessor, values=values)
    revision = RegistryRevision.current()
    services.apply_sub_processor(actor=cast.olga, notice=notice)
    assert sorted(
        SubProcessor.objects.values_list("service__key", "country__code", "purpose", "since_date"), key=str
    ) == [("api", "IE", "Logs", date(2026, 1, 2)), ("chat", "IE", "", None)]
    assert RegistryRevision.current() == revision + 1


def test_nothing_joins_before_its_day(cast: Cast, vendor: Vendor) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    notice = make_notice(cast.olga, vendor, effective_date=tomorrow)
    services.accept_sub_processor(actor=cast.olga, notice=notice)
    with pytest.raises(ConflictingState):
        services.apply_sub_processor(actor=cast.olga, notice=notice)
    assert (SubProcessorNotice.objects.get().state, SubProcessor.objects.count()) == ("accepted", 0)


def test_who_may_apply_and_not_add_sub_processors_changes_nothing(cast: Cast, vendor: Vendor) -> None:
    notice = bring_to(cast, vendor, "accepted")
    permissions = ["vendors.view_subprocessornotice", "vendors.apply_subprocessornotice"]
    values = {"key": "clerk", "name": "Clerk", "permissions": permissions}
    role = create_record(actor=cast.system, model=Role, values=values)
    assign_role(actor=cast.system, user=cast.dan, role=role)
    with pytest.raises(NotPermitted):
        services.apply_sub_processor(actor=cast.dan, notice=notice)
    assert (SubProcessorNotice.objects.get().state, SubProcessor.objects.count()) == ("accepted", 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"notice_days": -1}, "notice_days"),
        ({"notice_days": 3651}, "notice_days"),
        ({"announced_date": date(9999, 12, 31)}, "announced_date"),
        ({"name": " "}, "name"),
        ({"document_url": "http://10.0.0.1/"}, "document_url"),
    ],
)
def test_an_announcement_that_makes_no_sense_is_refused(
    cast: Cast, vendor: Vendor, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        make_notice(cast.olga, vendor, **values)
    assert list(refusal.value.fields) == [field]
    assert (SubProcessorNotice.objects.count(), ActionItem.objects.count()) == (0, 0)


def test_an_announcement_names_one_place_and_a_service_of_its_vendor(cast: Cast, vendor: Vendor) -> None:
    foreign = make_service(cast.olga, make_vendor(cast.olga, "anthropic"), hosting=())
    with pytest.raises(InvalidInput) as refusal:
        make_notice(cast.olga, vendor, service=foreign)
    assert refusal.value.fields == {"service": "There is no such record."}
    with pytest.raises(InvalidInput):
        make_notice(cast.olga, vendor, region=make_regions(cast.olga)["aws:eu-west-1"])
    assert SubProcessorNotice.objects.count() == 0


@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_who_has_no_right_announces_nothing(cast: Cast, vendor: Vendor, person: str) -> None:
    with pytest.raises(NotPermitted):
        services.announce_sub_processor(
            actor=getattr(cast, person),
            vendor=vendor,
            name="Acme",
            announced_date=date(2026, 1, 1),
            effective_date=date(2026, 1, 2),
        )
    assert SubProcessorNotice.objects.count() == 0


def test_a_notice_is_written_by_its_own_services_alone(cast: Cast, vendor: Vendor) -> None:
    notice = make_notice(cast.olga, vendor)
    with pytest.raises(NotPermitted):
        change_record(actor=cast.system, record=notice, values={"effective_date": date(2020, 1, 1)})
