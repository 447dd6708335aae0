"""The one way to write: inside a service, by somebody, with history, event and revision in one transaction."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.models import Team, TeamMembership
from governance.core import events, revisions, writing
from governance.core.errors import (
    ActorRequired,
    ConflictingState,
    InvalidInput,
    NotPermitted,
    WriteOutsideService,
)
from governance.core.models import RecordedEvent, RegistryRevision, RegistryStep
from governance.core.services import change_record, create_record, delete_record, grant_access, revoke_access
from governance.core.writing import publish, service
from tests.cast import Cast


def test_saving_outside_a_service_is_refused(cast: Cast) -> None:
    cast.support.name = "Renamed"
    with pytest.raises(WriteOutsideService):
        cast.support.save()
    with pytest.raises(WriteOutsideService):
        cast.support.delete()
    assert Team.objects.get(key="support").name == "Support"


@pytest.mark.parametrize("write", ["update", "delete"])
def test_queryset_writes_are_refused(cast: Cast, write: str) -> None:
    with pytest.raises(WriteOutsideService):
        getattr(Team.objects.all(), write)()


def test_nobody_cannot_act(cast: Cast) -> None:
    with pytest.raises(ActorRequired):
        change_record(actor=None, record=cast.support, values={"name": "X"})


def test_a_service_has_actor_first_and_keywords_only() -> None:
    with pytest.raises(TypeError, match="first parameter"):
        service(lambda *, record, actor: None)
    with pytest.raises(TypeError, match="keyword-only"):
        service(lambda actor: None)


def test_a_change_leaves_history_event_and_revision(cast: Cast) -> None:
    before = RegistryRevision.current()
    change_record(actor=cast.ada, record=cast.support, values={"name": "Customer support"})
    row = cast.support.history.first()
    assert (row.name, row.history_user, row.history_type, row.history_channel) == (
        "Customer support",
        cast.ada,
        "~",
        "command",
    )
    event = RecordedEvent.objects.first()
    assert (event.name, event.actor, event.record_id, event.data) == (
        events.RECORD_CHANGED.name,
        cast.ada,
        cast.support.pk,
        {"fields": ["name"]},
    )
    assert RegistryRevision.current() == before + 1


def test_a_change_of_nothing_leaves_nothing(cast: Cast) -> None:
    before = (RecordedEvent.objects.count(), cast.support.history.count(), RegistryRevision.current())
    change_record(actor=cast.ada, record=cast.support, values={"name": "Support"})
    assert (RecordedEvent.objects.count(), cast.support.history.count(), RegistryRevision.current()) == before


def test_a_failing_history_row_undoes_the_change(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("history table is full")

    monkeypatch.setattr(Team.history.model, "save", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        change_record(actor=cast.ada, record=cast.support, values={"name": "Lost"})
    assert Team.objects.get(key="support").name == "Support"


def test_whoever_comes_second_to_something_unique_is_told_so_and_faults_of_ours_are_not_hidden(
    cast: Cast,
) -> None:
    @service
    def write(*, actor: object, team: Team) -> None:
        team.save(force_insert=True)

    before = RegistryRevision.current()
    with pytest.raises(ConflictingState, match="in this very moment"):
        write(actor=cast.ada, team=Team(key="support", name="Twin"))
    with pytest.raises(IntegrityError):
        write(actor=cast.ada, team=Team(key="nameless", name=None))
    assert (Team.objects.filter(name="Twin").count(), RegistryRevision.current()) == (0, before)


def test_publishing_outside_a_service_is_refused(cast: Cast) -> None:
    with pytest.raises(ActorRequired):
        publish(events.RECORD_CHANGED, actor=cast.ada, record=cast.support)


def test_events_are_append_only(cast: Cast) -> None:
    event = RecordedEvent.objects.first()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.mark.parametrize("person", ["dan", "carol", "ben", "eve", "vera"])
def test_who_has_no_right_changes_nothing(cast: Cast, person: str) -> None:
    with pytest.raises(NotPermitted):
        change_record(actor=getattr(cast, person), record=cast.support, values={"name": "X"})
    with pytest.raises(NotPermitted):
        create_record(actor=getattr(cast, person), model=Team, values={"key": "x", "name": "X"})
    assert Team.objects.filter(name="X").count() == 0


def test_a_grant_opens_one_record_and_no_other(cast: Cast) -> None:
    assert list(Team.objects.restrict(cast.dan, "view")) == []
    grant = grant_access(actor=cast.ada, record=cast.support, user=cast.dan, action="view", reason="Review")
    dan = type(cast.dan).objects.get(pk=cast.dan.pk)
    assert list(Team.objects.restrict(dan, "view")) == [cast.support]
    assert list(Team.objects.restrict(dan, "change")) == []
    revoke_access(actor=cast.ada, record=cast.support, grant=grant)
    assert list(Team.objects.restrict(dan, "view")) == []


def test_nobody_grants_to_themselves_or_what_they_lack(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        grant_access(actor=cast.ada, record=cast.support, user=cast.ada, action="view", reason="Me")
    with pytest.raises(NotPermitted):
        grant_access(actor=cast.carol, record=cast.support, user=cast.dan, action="change", reason="No")
    with pytest.raises(InvalidInput):
        grant_access(actor=cast.ada, record=cast.support, user=cast.dan, action="delete", reason="No")


def test_a_step_names_what_was_touched_and_what_went_with_it(cast: Cast) -> None:
    membership = TeamMembership.objects.get(user=cast.eve)
    delete_record(actor=cast.ada, record=cast.support)
    step = RegistryStep.objects.get(revision=RegistryRevision.current())
    assert step.token == RegistryRevision.state()[1]
    assert {tuple(each) for each in step.touched} == {
        ("governance.team", str(cast.support.pk)),
        ("governance.teammembership", str(membership.pk)),
        ("governance.user", str(cast.eve.pk)),
    }


def test_a_step_that_touches_too_much_names_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_TOUCHED", 1)
    delete_record(actor=cast.ada, record=cast.support)
    assert RegistryStep.objects.get(revision=RegistryRevision.current()).touched is None


def test_old_steps_are_dropped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "STEPS_KEPT", 3)
    monkeypatch.setattr(revisions, "_CLEANED_EVERY", 1)
    for number in range(6):
        change_record(actor=cast.ada, record=cast.support, values={"name": f"Support {number}"})
    last = RegistryRevision.current()
    kept = RegistryStep.objects.order_by("revision").values_list("revision", flat=True)
    assert list(kept) == [last - 2, last - 1, last]
