"""Kill switches: one person engages, another right releases, each with a reason, each on the record."""

from __future__ import annotations

import pytest

from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from registry.kill_switch.models import KillSwitchEngagement
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from tests.cast import Cast
from tests.factories.vendors import make_vendor


def test_engaging_is_recorded_and_moves_the_revision(cast: Cast) -> None:
    before = RegistryRevision.current()
    engagement = engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
    event = RecordedEvent.objects.first()
    assert (engagement.is_engaged, engagement.target, event.name, event.reason) == (
        True,
        None,
        "registry.kill_switch.engaged",
        "Leak",
    )
    assert RegistryRevision.current() == before + 1


def test_the_target_must_fit_the_stop(cast: Cast) -> None:
    vendor = make_vendor(cast.system)
    with pytest.raises(InvalidInput):
        engage_kill_switch(actor=cast.olga, stops="vendor", reason="Leak")
    engagement = engage_kill_switch(actor=cast.olga, stops="vendor", target=vendor, reason="Leak")
    assert engagement.target == str(vendor.pk)


def test_a_reason_is_needed_both_ways(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        engage_kill_switch(actor=cast.olga, stops="organisation", reason=" ")
    engagement = engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
    with pytest.raises(InvalidInput):
        release_kill_switch(actor=cast.olga, engagement=engagement, reason="")


def test_it_is_released_once(cast: Cast) -> None:
    engagement = engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
    released = release_kill_switch(actor=cast.ada, engagement=engagement, reason="False alarm")
    assert (released.is_engaged, released.released_by, released.history.count()) == (False, cast.ada, 2)
    with pytest.raises(ConflictingState):
        release_kill_switch(actor=cast.ada, engagement=engagement, reason="Again")


@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_who_has_no_right_stops_nothing(cast: Cast, person: str) -> None:
    with pytest.raises(NotPermitted):
        engage_kill_switch(actor=getattr(cast, person), stops="organisation", reason="Leak")
    assert KillSwitchEngagement.objects.count() == 0
