"""Following a change by single statements: used where the state stands still, and never in place of what is newer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.models import Q

from governance.classification.models import Country, Region
from governance.core.libpq import read_at_once
from governance.core.models import RegistryRevision
from governance.core.services import change_record, create_record
from registry.decisions import snapshots
from registry.decisions.compiler import changes, compile_snapshot
from registry.decisions.compiler.rows import MOST_BY_KEY, Narrowed, PresentRows
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from tests.cast import Cast
from tests.factories.decisions import make_permitted_world
from tests.factories.models import make_version
from tests.registry.decisions.test_deltas import assert_same
from tests.registry.decisions.test_snapshots import in_threads
from vendors.directory.models import ServiceLocation

NAME = "openai/not-asked-for-2026-01-01"


def stop_model(cast: Cast, name: str = NAME) -> Any:
    return engage_kill_switch(actor=cast.olga, stops="model", target=name, reason="Leak")


@pytest.fixture
def viewed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a mark for each view of a transaction that following takes from now on."""
    marks: list[str] = []
    real = snapshots.one_view

    def note() -> Any:
        marks.append("view")
        return real()

    monkeypatch.setattr(snapshots, "one_view", note)
    return marks


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_change_of_no_name_is_followed_without_a_transaction(cast: Cast, viewed: list[str]) -> None:
    make_permitted_world(cast)
    held = compile_snapshot()
    stopped = stop_model(cast)
    after = snapshots.follow(held)
    assert after is not None
    assert after.snapshot.kill_switches.keys() == {str(stopped.pk)}
    assert_same(after.snapshot, compile_snapshot().snapshot)
    release_kill_switch(actor=cast.olga, engagement=stopped, reason="False alarm")
    again = snapshots.follow(after)
    assert again is not None
    assert_same(again.snapshot, compile_snapshot().snapshot)
    assert snapshots.follow(again) is again
    assert viewed == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_commit_between_the_statements_sends_the_reader_to_a_view_of_its_own(
    cast: Cast, viewed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_permitted_world(cast)
    held = compile_snapshot()
    first = stop_model(cast)
    others: list[Any] = []
    real: Callable[..., Any] = snapshots.compile_changes

    def overtake(*arguments: Any) -> Any:
        if not others:
            # The facts are read when the step is known, and a newer step exists.
            others.append(stop_model(cast, "openai/another-2026-01-01"))
            release_kill_switch(actor=cast.olga, engagement=first, reason="False alarm")
        return real(*arguments)

    monkeypatch.setattr(snapshots, "compile_changes", overtake)
    after = snapshots.follow(held)
    assert after is not None
    assert (after.snapshot.revision, viewed) == (RegistryRevision.current(), ["view"])
    assert_same(after.snapshot, compile_snapshot().snapshot)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_a_commit_tore_apart_is_read_again_in_one_view(
    cast: Cast, viewed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Regions are read, another one and what lies in it are committed, and then places are read."""
    world = make_permitted_world(cast)
    held = compile_snapshot()
    region = Region.objects.get(key="aws:us-east-1")
    change_record(actor=cast.system, record=region, values={"name": "Virginia"})
    real = PresentRows.all
    committed: list[Any] = []

    def overtake(rows: PresentRows, model: Any) -> list[Any]:
        found = real(rows, model)
        if model is Region and not committed:
            committed.append(model)
            in_threads(commit, 1)
        return found

    def commit() -> None:
        values = {
            "key": "aws:eu-west-9",
            "provider": "aws",
            "partition": "aws",
            "name": "Galway",
            "city": "Galway",
        }
        values["country"] = Country.objects.get(code="IE")
        another = create_record(actor=cast.system, model=Region, values=values)
        place = {"service": world.service, "purpose": "hosting", "region": another}
        create_record(actor=cast.system, model=ServiceLocation, values=place)

    monkeypatch.setattr(PresentRows, "all", overtake)
    after = snapshots.follow(held)
    assert after is not None
    assert (committed, viewed) == ([Region], ["view"])
    assert "aws:eu-west-9" in after.snapshot.services[str(world.service.pk)].hosting_regions
    assert_same(after.snapshot, compile_snapshot().snapshot)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_names_are_changed_in_one_view_only(cast: Cast, viewed: list[str]) -> None:
    world = make_permitted_world(cast)
    held = compile_snapshot()
    make_version(cast.system, "openai/o9-2026-01-01", vendor=world.vendor, service=world.service)
    after = snapshots.follow(held)
    assert after is not None
    assert viewed == ["view"]
    assert_same(after.snapshot, compile_snapshot().snapshot)


@pytest.mark.django_db(transaction=True)
def test_a_state_is_told_from_another_with_the_same_number(cast: Cast) -> None:
    make_permitted_world(cast)
    state = RegistryRevision.state()
    assert RegistryRevision.is_still(state)
    RegistryRevision.advance()
    assert not RegistryRevision.is_still(state)
    RegistryRevision.objects.filter(pk=1).update(value=state[0])
    assert not RegistryRevision.is_still(state)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_is_an_error_of_the_database() -> None:
    connection.ensure_connection()
    connection.connection.pgconn.finish()
    with pytest.raises(OperationalError):
        read_at_once("SELECT %s", 1)
    connection.close()
    with pytest.raises(DatabaseError, match="no_such_table"):
        read_at_once("SELECT * FROM no_such_table WHERE id = %s", 1)


def test_rows_are_the_same_whether_their_query_was_kept_ready_or_not(cast: Cast) -> None:
    world = make_permitted_world(cast)
    make_version(cast.system, "openai/o9-2026-01-01", vendor=world.vendor, service=world.service)
    stop_model(cast)
    read = 0
    for model in changes._HANDLERS:
        keys = list(model._base_manager.values_list("pk", flat=True)[:MOST_BY_KEY])
        for number in {1, 2, len(keys)} & set(range(1, len(keys) + 1)):
            condition = Q(pk__in=set(keys[:number]))
            ready = Narrowed(PresentRows(), {model: condition}).all(model)
            spelled = Narrowed(PresentRows(), {model: condition & Q(pk__isnull=False)}).all(model)
            assert contents(ready) == contents(spelled)
            assert len(ready) == number
            read += number
    assert read > len(changes._HANDLERS)


def contents(rows: list[Any]) -> dict[Any, Any]:
    """Return what each row holds that was read, by its key."""
    return {
        row.pk: {name: value for name, value in vars(row).items() if not name.startswith("_")} for row in rows
    }
