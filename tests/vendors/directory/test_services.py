"""Vendors move along their states by services only, each with its own right, reason, history row and event."""

from __future__ import annotations

import pytest

from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from governance.core.services import change_record, create_record
from tests.cast import Cast
from tests.factories.vendors import make_vendor
from vendors.directory import services
from vendors.directory.models import Vendor

SERVICES = {
    "onboard": (services.start_onboarding, {}),
    "activate": (services.activate_vendor, {}),
    "suspend": (services.suspend_vendor, {"reason": "Breach"}),
    "resume": (services.resume_vendor, {"reason": "Breach"}),
    "offboard": (services.offboard_vendor, {"reason": "Breach"}),
}
# state: how a vendor gets there from being a prospect
PATHS = {
    "prospect": (),
    "onboarding": ("onboard",),
    "active": ("activate",),
    "suspended": ("activate", "suspend"),
    "offboarded": ("offboard",),
}
LEGAL = {
    ("prospect", "onboard"): "onboarding",
    ("prospect", "activate"): "active",
    ("prospect", "offboard"): "offboarded",
    ("onboarding", "activate"): "active",
    ("onboarding", "offboard"): "offboarded",
    ("active", "suspend"): "suspended",
    ("active", "offboard"): "offboarded",
    ("suspended", "resume"): "active",
    ("suspended", "offboard"): "offboarded",
}
CASES = [(state, move) for state in PATHS for move in SERVICES]


def do(actor: object, vendor: Vendor, move: str) -> Vendor:
    service, arguments = SERVICES[move]
    return service(actor=actor, vendor=vendor, **arguments)


@pytest.mark.parametrize(("state", "move"), CASES)
def test_only_legal_transitions_happen(cast: Cast, state: str, move: str) -> None:
    vendor = make_vendor(cast.olga, active=False)
    for step in PATHS[state]:
        vendor = do(cast.olga, vendor, step)
    revision = RegistryRevision.current()
    if (state, move) in LEGAL:
        assert do(cast.olga, vendor, move).lifecycle == LEGAL[state, move]
        assert RegistryRevision.current() == revision + 1
    else:
        with pytest.raises(ConflictingState):
            do(cast.olga, vendor, move)
        assert RegistryRevision.current() == revision
    assert Vendor.objects.get().lifecycle == LEGAL.get((state, move), state)


def test_a_suspension_leaves_history_and_event_with_its_reason(cast: Cast) -> None:
    vendor = make_vendor(cast.olga)
    vendor = services.suspend_vendor(actor=cast.olga, vendor=vendor, reason="  Leaked keys ")
    row = vendor.history.first()
    assert (row.lifecycle, row.history_user, row.history_change_reason) == (
        "suspended",
        cast.olga,
        "Leaked keys",
    )
    event = RecordedEvent.objects.first()
    assert (event.name, event.actor, event.record_id, event.reason, event.data) == (
        "vendors.vendor.suspended",
        cast.olga,
        vendor.pk,
        "Leaked keys",
        {"from": "active", "to": "suspended"},
    )


@pytest.mark.parametrize("move", ["suspend", "resume", "offboard"])
def test_a_reason_is_needed(cast: Cast, move: str) -> None:
    vendor = make_vendor(cast.olga)
    with pytest.raises(InvalidInput) as refusal:
        SERVICES[move][0](actor=cast.olga, vendor=vendor, reason=" \n")
    assert list(refusal.value.fields) == ["reason"]
    assert Vendor.objects.get().lifecycle == "active"


def test_an_active_vendor_has_an_owner(cast: Cast) -> None:
    vendor = create_record(actor=cast.olga, model=Vendor, values={"key": "acme", "name": "Acme"})
    with pytest.raises(ConflictingState):
        services.activate_vendor(actor=cast.olga, vendor=vendor)
    assert Vendor.objects.get().lifecycle == "prospect"


@pytest.mark.parametrize("move", list(SERVICES))
@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_who_has_no_right_moves_nothing(cast: Cast, person: str, move: str) -> None:
    vendor = make_vendor(cast.olga, active=False)
    with pytest.raises(NotPermitted):
        do(getattr(cast, person), vendor, move)
    assert Vendor.objects.get().lifecycle == "prospect"


@pytest.mark.parametrize("state", ["active", "nonsense"])
def test_the_state_is_no_field_to_fill_in(cast: Cast, state: str) -> None:
    vendor = make_vendor(cast.olga, active=False)
    with pytest.raises(InvalidInput):
        change_record(actor=cast.olga, record=vendor, values={"lifecycle": state})
    with pytest.raises(InvalidInput):
        create_record(actor=cast.olga, model=Vendor, values={"key": "x", "name": "X", "lifecycle": state})
    assert list(Vendor.objects.values_list("lifecycle", flat=True)) == ["prospect"]
