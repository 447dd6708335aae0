"""Noting what is unknown holds no answer up: another writer, a full notebook, a fault are not the asker's problem."""

from __future__ import annotations

from queue import Queue
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from governance.accounts.services import get_system_actor
from governance.core.models import RecordedEvent
from registry.sightings import recording
from registry.sightings.models import Sighting
from tests.cast import Cast


@pytest.fixture(autouse=True)
def notebook(monkeypatch: pytest.MonkeyPatch) -> recording.Notebook:
    """Start each test with nothing remembered and nothing waiting."""
    fresh = recording.Notebook()
    monkeypatch.setattr(recording, "_notebook", fresh)
    return fresh


def note(identifier: str) -> None:
    recording.note_unknown(
        resource_type="model", identifier=identifier, subject="team:support", use_case="x", caller_key="eve"
    )


@pytest.mark.django_db(transaction=True)
def test_the_asker_does_not_wait_for_another_writer(cast: Cast, notebook: recording.Notebook) -> None:
    get_system_actor("sightings")
    is_held, may_end = Event(), Event()

    def write_for_long() -> None:
        with transaction.atomic():
            is_held.set()
            may_end.wait(timeout=60)
        connection.close()

    writer = Thread(target=write_for_long)
    writer.start()
    is_held.wait(timeout=60)
    note("shadow/model-1")
    # Noting came back although the other transaction is still open.
    assert (writer.is_alive(), may_end.is_set()) == (True, False)
    if connection.vendor == "sqlite":
        assert Sighting.objects.count() == 0
    may_end.set()
    writer.join(timeout=60)
    notebook.wait(60)
    assert list(Sighting.objects.values_list("identifier", "last_subject")) == [
        ("shadow/model-1", "team:support")
    ]


@pytest.mark.django_db(transaction=True)
def test_what_is_noted_says_through_what_it_was_asked(cast: Cast, notebook: recording.Notebook) -> None:
    from governance.core.origin import arriving_through

    with arriving_through("api", request_id="r-1"):
        note("shadow/model-1")
    notebook.wait(60)
    event = RecordedEvent.objects.get(name="registry.sighting.first_seen")
    assert (event.channel, event.request_id) == ("api", "r-1")


@pytest.mark.django_db(transaction=True)
def test_each_of_many_notes_is_written(cast: Cast, notebook: recording.Notebook) -> None:
    for number in range(20):
        note(f"shadow/{number}")
        if number == 9:
            notebook.wait(60)
    notebook.wait(60)
    assert Sighting.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_full_notebook_drops_notes_and_nothing_else(
    cast: Cast, notebook: recording.Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    full: Queue[recording.Note] = Queue(1)
    monkeypatch.setattr(notebook, "_waiting", full)
    monkeypatch.setattr(notebook._writer, "ensure", lambda: None)
    note("shadow/1")
    note("shadow/2")
    assert [each.identifier for each in full.queue] == ["shadow/1"]
