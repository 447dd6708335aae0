"""Sightings: each unknown name once, counted by the minute, bounded by caller, judged by officers."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, InterfaceError

from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.models import RecordedEvent
from registry.ai_models.models import ModelVersion
from registry.sightings import recording
from registry.sightings.models import Sighting
from registry.sightings.services import dismiss_sighting, note_sighting, register_sighting
from tests.cast import Cast


def note(identifier: str, caller: str = "eve") -> None:
    recording.note_unknown(
        resource_type="model", identifier=identifier, subject="team:support", use_case="x", caller_key=caller
    )


def see(cast: Cast, identifier: str = "shadow/model-1") -> Sighting:
    return note_sighting(
        actor=cast.system, resource_type="model", identifier=identifier, subject="team:support", use_case="x"
    )


def test_a_name_is_noted_once_and_counted_by_the_minute(cast: Cast) -> None:
    note("shadow/model-1")
    note("shadow/model-1")
    see(cast)
    row = Sighting.objects.get()
    assert (row.identifier, row.asked_count, row.last_subject) == ("shadow/model-1", 2, "team:support")
    assert row.history.count() == 1


def test_a_caller_cannot_fill_the_table(cast: Cast) -> None:
    for number in range(60):
        note(f"shadow/{number}")
    assert Sighting.objects.count() == recording.NEW_NAMES_AN_HOUR
    note("shadow/other", caller="ben")
    assert Sighting.objects.filter(identifier="shadow/other").count() == 1


def test_a_long_name_is_kept_exactly(cast: Cast) -> None:
    name = "shadow/" + "x" * 393
    note(name)
    assert Sighting.objects.get().identifier == name


def test_unsafe_names_are_made_readable(cast: Cast) -> None:
    note("shadow/\u202emodel\u200b" + "x" * 900)
    row = Sighting.objects.get()
    assert len(row.identifier) == 400
    assert row.identifier.isprintable()


@pytest.mark.parametrize("fault", [DatabaseError("disk full"), InterfaceError("gone"), KeyError("x")])
def test_a_fault_never_reaches_the_asker(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(**_: object) -> None:
        raise fault

    monkeypatch.setattr(recording, "note_sighting", fail)
    note("shadow/model-1")
    assert Sighting.objects.count() == 0


def test_registering_proposes_and_approves_nothing(cast: Cast) -> None:
    row = register_sighting(actor=cast.olga, sighting=see(cast))
    version = ModelVersion.objects.get(catalogue_id="shadow/model-1")
    assert (row.state, version.lifecycle) == ("registered", "proposed")
    with pytest.raises(ConflictingState):
        register_sighting(actor=cast.olga, sighting=row)


@pytest.mark.parametrize("asked", ["shadow/\u202emodel-1", "shadow/" + "x" * 900])
def test_a_rewritten_name_is_not_registered(cast: Cast, asked: str) -> None:
    note(asked)
    with pytest.raises(InvalidInput):
        register_sighting(actor=cast.olga, sighting=Sighting.objects.get())
    assert (Sighting.objects.get().state, ModelVersion.objects.count()) == ("new", 0)


def test_registering_and_dismissing_are_on_the_record(cast: Cast) -> None:
    row = register_sighting(actor=cast.olga, sighting=see(cast), reason="In use")
    event = RecordedEvent.objects.first()
    assert (event.name, event.reason, row.history.count()) == ("registry.sighting.registered", "In use", 2)


def test_dismissing_keeps_the_record(cast: Cast) -> None:
    row = dismiss_sighting(actor=cast.olga, sighting=see(cast), reason="A typing mistake")
    assert (row.state, row.history.count()) == ("dismissed", 2)


@pytest.mark.parametrize("person", ["ben", "carol", "eve", "dan", "vera"])
def test_who_has_no_right_judges_nothing(cast: Cast, person: str) -> None:
    row = see(cast)
    with pytest.raises(NotPermitted):
        dismiss_sighting(actor=getattr(cast, person), sighting=row, reason="x")
