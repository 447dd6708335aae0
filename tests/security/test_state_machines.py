"""Every state × event × role: only legal moves happen, and no other door writes a state (C6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django_fsm import FSMFieldMixin

from governance.approvals import services as approvals
from governance.approvals.models import Approval, ApprovalRequest
from governance.checks import OUR_APPS
from governance.core.bulk import change_records
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted, WriteOutsideService
from governance.core.services import change_record, create_record
from registry.ai_models import services as versions
from tests.cast import Cast
from tests.factories.models import make_version
from tests.factories.vendors import make_vendor
from tests.security.world import World
from vendors.directory import services as vendors
from vendors.directory.models import Vendor

pytestmark = pytest.mark.django_db

WHY = {"reason": "Because"}
# event: (the service, what it is told, {state before: state after})
VERSION_EVENTS: dict[str, tuple[Callable[..., Any], dict[str, Any], dict[str, str]]] = {
    "suspend": (
        versions.suspend_version,
        WHY,
        dict.fromkeys(("proposed", "in_review", "approved", "deprecated"), "suspended"),
    ),
    "resume": (versions.resume_version, WHY, {"suspended": "proposed"}),
    "revoke": (
        versions.revoke_version,
        WHY,
        dict.fromkeys(("proposed", "in_review", "approved", "deprecated", "suspended"), "revoked"),
    ),
    "deprecate": (
        versions.deprecate_version,
        {**WHY, "deprecation_date": date(2030, 1, 1)},
        {"approved": "deprecated"},
    ),
    "retire": (
        versions.retire_version,
        WHY,
        dict.fromkeys(("proposed", "approved", "deprecated"), "retired"),
    ),
}
VERSION_STATES = ("proposed", "in_review", "approved", "deprecated", "retired", "suspended", "revoked")
VENDOR_EVENTS: dict[str, tuple[Callable[..., Any], dict[str, Any], dict[str, str]]] = {
    "start_onboarding": (vendors.start_onboarding, {}, {"prospect": "onboarding"}),
    "activate": (vendors.activate_vendor, {}, {"prospect": "active", "onboarding": "active"}),
    "suspend": (vendors.suspend_vendor, WHY, {"active": "suspended"}),
    "resume": (vendors.resume_vendor, WHY, {"suspended": "active"}),
    "offboard": (
        vendors.offboard_vendor,
        WHY,
        dict.fromkeys(("prospect", "onboarding", "active", "suspended"), "offboarded"),
    ),
}
VENDOR_STATES = ("prospect", "onboarding", "active", "suspended", "offboarded")
# Roles that move nothing, whatever the state.
STRANGERS = ("ben", "carol", "eve", "dan", "vera")


def _vendor_in(cast: Cast, state: str) -> Vendor:
    vendor = make_vendor(cast.system, active=state in {"active", "suspended"})
    if state == "onboarding":
        return vendors.start_onboarding(actor=cast.system, vendor=vendor)
    if state == "suspended":
        return vendors.suspend_vendor(actor=cast.system, vendor=vendor, reason="Because")
    if state == "offboarded":
        return vendors.offboard_vendor(actor=cast.system, vendor=vendor, reason="Because")
    return vendor


def _try(cast: Cast, record: Any, argument: str, events: dict[str, Any]) -> None:
    """Try every event as every stranger and as the system; restore the state after each legal move."""
    from django.db import transaction

    state = record.lifecycle
    for name, (act, told, moves) in events.items():
        for stranger in STRANGERS:
            with pytest.raises(NotPermitted):
                act(actor=getattr(cast, stranger), **{argument: record}, **told)
        with transaction.atomic():
            if state in moves:
                act(actor=cast.system, **{argument: record}, **told)
            else:
                with pytest.raises(ConflictingState):
                    act(actor=cast.system, **{argument: record}, **told)
            after = type(record).objects.get(pk=record.pk).lifecycle
            transaction.set_rollback(True)
        assert (state, name, after) == (state, name, moves.get(state, state))


@pytest.mark.parametrize("state", VERSION_STATES)
def test_model_versions_move_as_the_table_says(cast: Cast, state: str) -> None:
    """7 states × 5 events × 6 actors."""
    values = {"deprecation_date": date(2030, 1, 1)} if state == "deprecated" else {}
    _try(cast, make_version(cast.system, lifecycle=state, **values), "version", VERSION_EVENTS)


@pytest.mark.parametrize("state", VENDOR_STATES)
def test_vendors_move_as_the_table_says(cast: Cast, state: str) -> None:
    """5 states × 5 events × 6 actors."""
    _try(cast, _vendor_in(cast, state), "vendor", VENDOR_EVENTS)


def _list_state_fields() -> list[tuple[str, str, str]]:
    found = []
    for label in OUR_APPS:
        for model in apps.get_app_config(label).get_models():
            if hasattr(model, "history_object"):
                continue
            for column in model._meta.concrete_fields:
                if isinstance(column, FSMFieldMixin):
                    other = next(str(value) for value, _ in column.choices if value != column.default)
                    found.append((model._meta.label, column.name, other))
    return found


@pytest.mark.parametrize(("label", "name", "other"), _list_state_fields())
def test_no_plain_door_writes_a_state(world: World, label: str, name: str, other: str) -> None:
    """Assignment, save, update, create_record, change_record and the bulk services leave every state field alone."""
    record, system, model = world.get(label), world.cast.system, apps.get_model(label)
    before = getattr(record, name)
    assert model._meta.get_field(name).protected
    with pytest.raises(AttributeError):
        setattr(record, name, other)
    moved = model(
        **{c.attname: getattr(record, c.attname) for c in model._meta.concrete_fields} | {name: other}
    )
    moved._state.adding = False
    with pytest.raises(WriteOutsideService):
        moved.save()
    with pytest.raises(WriteOutsideService):
        model.objects.filter(pk=record.pk).update(**{name: other})
    with pytest.raises((InvalidInput, NotPermitted)):
        change_record(actor=system, record=record, values={name: other})
    with pytest.raises((InvalidInput, NotPermitted)):
        create_record(actor=system, model=model, values={name: other})
    with pytest.raises((InvalidInput, NotPermitted)):
        change_records(actor=system, model=model, rows=[moved], fields=[name])
    assert getattr(model.objects.get(pk=record.pk), name) == before


def test_every_state_field_is_covered(world: World) -> None:
    """The kinds with a state that this file knows are those that exist."""
    assert {label for label, _name, _other in _list_state_fields()} >= {
        "governance.ApprovalRequest",
        "governance.Approval",
        "registry.ModelVersion",
        "vendors.Vendor",
    }


@pytest.mark.parametrize("state", ["approved", "refused", "withdrawn", "expired"])
def test_a_closed_request_stays_closed(world: World, state: str) -> None:
    """Votes, changes, withdrawal and conflicts are refused once a request is closed."""
    from governance.core.writing import service

    request = ApprovalRequest.objects.get(pk=world.get("governance.ApprovalRequest").pk)
    close = {
        "approved": request.approve,
        "refused": request.refuse,
        "withdrawn": request.withdraw,
        "expired": request.expire,
    }

    @service
    def move(*, actor: Any) -> None:
        close[state]()
        request.save()

    move(actor=world.cast.system)
    ben = world.cast.ben
    for act, told in (
        (approvals.cast_vote, {"choice": "approve", "digest": request.digest}),
        (approvals.withdraw_request, {"reason": "Because"}),
        (approvals.declare_conflict, {"user": ben, "reason": "Because"}),
    ):
        with pytest.raises((ConflictingState, NotPermitted)):
            act(actor=ben, request=request, **told)
    assert ApprovalRequest.objects.get(pk=request.pk).state == state


def test_an_approval_that_ended_stays_ended(world: World) -> None:
    """Revoking twice is refused; nothing takes an approval back into force."""
    approval: Approval = world.get("governance.Approval")
    approvals.revoke_approval(actor=world.cast.olga, approval=approval, reason="Because")
    with pytest.raises(ConflictingState):
        approvals.revoke_approval(actor=world.cast.olga, approval=approval, reason="Because")
    for stranger in ("ben", "carol", "eve", "dan"):
        with pytest.raises(NotPermitted):
            approvals.revoke_approval(
                actor=getattr(world.cast, stranger), approval=approval, reason="Because"
            )
    assert Approval.objects.get(pk=approval.pk).state == "revoked"
