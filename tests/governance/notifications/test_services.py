"""Action items: one per open key, closed by their owner or an officer."""

from __future__ import annotations

from datetime import date

import pytest

from governance.core.errors import ConflictingState, NotPermitted
from governance.core.models import RecordedEvent
from governance.notifications.models import ActionItem
from governance.notifications.selectors import list_open_about, list_open_for
from governance.notifications.services import close_action_item, raise_action_item
from tests.cast import Cast


def raise_item(cast: Cast, title: str = "Look", **values: object) -> ActionItem:
    return raise_action_item(actor=cast.system, kind="test.item.raised", title=title, **values)


def test_an_open_item_is_not_raised_twice(cast: Cast) -> None:
    first = raise_item(cast, record=cast.support)
    assert raise_item(cast, "Again", record=cast.support) == first
    assert raise_item(cast, record=cast.research) != first
    assert ActionItem.objects.count() == 2
    events = RecordedEvent.objects.filter(name="governance.action_item.raised")
    assert events.count() == 2


def test_after_it_is_done_it_can_be_raised_again(cast: Cast) -> None:
    first = raise_item(cast, record=cast.support)
    close_action_item(actor=cast.olga, item=first, reason="Seen")
    assert raise_item(cast, record=cast.support) != first


def test_an_item_waits_for_its_owner_or_for_the_officers(cast: Cast) -> None:
    unowned = raise_item(cast, "Officers", due_date=date(2026, 12, 1))
    owned = raise_item(cast, "Eve's", owner=cast.eve, due_date=date(2026, 11, 1))
    later = raise_item(cast, "Undated")
    assert list_open_for(cast.olga) == [unowned, later]
    assert list_open_for(cast.eve) == [owned]
    assert list_open_for(cast.carol) == []
    assert list_open_for(cast.dan) == []
    assert list_open_about(cast.dan, cast.support) == []


def test_a_closed_account_owns_nothing_new(cast: Cast) -> None:
    cast.eve.is_active = False
    assert raise_item(cast, owner=cast.eve).owner is None


@pytest.mark.parametrize("person", ["dan", "carol", "ben", "vera"])
def test_who_has_no_right_closes_nothing(cast: Cast, person: str) -> None:
    item = raise_item(cast, owner=cast.eve)
    with pytest.raises(NotPermitted):
        close_action_item(actor=getattr(cast, person), item=item)
    assert ActionItem.objects.get(pk=item.pk).is_open


@pytest.mark.parametrize("person", ["eve", "olga"])
def test_owner_and_officer_close_an_item_once(cast: Cast, person: str) -> None:
    actor = getattr(cast, person)
    item = close_action_item(actor=actor, item=raise_item(cast, owner=cast.eve), reason="Done so")
    assert (item.is_open, item.done_by) == (False, actor)
    row = item.history.first()
    assert (row.history_type, row.history_user, row.done_by) == ("~", actor, actor)
    with pytest.raises(ConflictingState):
        close_action_item(actor=actor, item=item)


def test_an_item_leads_to_its_record(cast: Cast) -> None:
    assert raise_item(cast, record=cast.support).get_record() == cast.support
    assert raise_item(cast, "Nothing").get_record() is None
