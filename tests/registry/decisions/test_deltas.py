"""A snapshot reached step by step equals one read anew, key for key, whatever changed and whoever read meanwhile.

DELTAS=5000 makes the run of the specification; a short one stands for it by default.
"""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from governance.classification.models import DataClass, HandlingRule
from governance.core.errors import ConflictingState
from governance.core.services import create_record
from imprimatur import Question, Snapshot
from registry.decisions import snapshots
from registry.decisions.compiler import compile_snapshot
from registry.decisions.selectors import decide
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from tests.cast import Cast
from tests.factories.classification import make_adequacy
from tests.factories.decisions import make_permitted_world
from tests.factories.models import make_alias, make_version
from tests.factories.vendors import make_agreement, make_service, make_sub_processor, make_vendor
from tests.registry.decisions.mutations import Mutator

CHANGES = int(os.environ.get("DELTAS", "120"))
COMPARED_EVERY = 10
READERS = 2


def look_up(snapshot: Snapshot) -> dict[str, Any]:
    """Return every look-up that checks make, in a form that can be compared."""
    index = snapshot.index
    keys = {*snapshot.resources, *snapshot.aliases}
    return {
        "names": {key: index.find(key) for key in sorted(keys)},
        "approvals": dict(index.approvals),
        "candidates": index.candidates.to_dict(),
        "kill_switches": index.kill_switches,
        "adequacy": index.adequacy,
        "vendors": index.vendors,
        "data_classes": index.data_classes,
        "lies": dict(index.lies),
    }


def assert_same(reached: Snapshot, read: Snapshot) -> None:
    """Compare two snapshots key for key, look-ups included."""
    assert reached.to_dict() == read.to_dict()
    assert look_up(reached) == look_up(read)
    boundaries = set(read.index.timeline)
    assert boundaries <= set(reached.index.timeline)


@pytest.fixture
def mutator(cast: Cast) -> Mutator:
    """Return a maker of changes in a world with a record of every kind that the compiler reads."""
    world = make_permitted_world(cast)
    system = cast.system
    other = make_vendor(system, "anthropic")
    service = make_service(system, other, hosting=("aws:us-east-1", "IE"), support=("US",))
    make_sub_processor(system, service)
    make_agreement(system, other, "baa", services=[service])
    version = make_version(system, "anthropic/claude-2026-01-01", vendor=other, service=service)
    make_version(system, "anthropic/claude", vendor=other)
    make_alias(system, "anthropic/claude-latest", version)
    make_alias(system, "other/1")
    internal = DataClass.objects.get(key="internal")
    create_record(
        actor=system,
        model=HandlingRule,
        values={"data_class": internal, "requires_dpa": True, "legal_source": "House rule"},
    )
    make_adequacy(system)
    engage_kill_switch(actor=cast.olga, stops="vendor", target=other, reason="Leak")
    assert world.approval.pk
    return Mutator(system, seed=7)


@pytest.fixture
def holder(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Hold nothing yet, and note each time that everything is read anew."""
    read: list[int] = []
    real = snapshots.compile_snapshot

    def count() -> Any:
        read.append(1)
        return real()

    monkeypatch.setattr(snapshots, "_holder", snapshots.SnapshotHolder())
    monkeypatch.setattr(snapshots, "compile_snapshot", count)
    return read


@pytest.mark.django_db(transaction=True)
def test_deltas_equal_a_full_rebuild(cast: Cast, mutator: Mutator, holder: list[int]) -> None:
    snapshots.get_snapshot()
    stop = threading.Event()
    faults: list[BaseException] = []

    def read() -> None:
        revision = 0
        try:
            while not stop.is_set():
                snapshot = snapshots.get_snapshot()
                assert snapshot.revision >= revision
                revision = snapshot.revision
                look_up(snapshot)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    made = 0
    try:
        while made < CHANGES:
            try:
                made += mutator.change()
            except (ConflictingState, IntegrityError):
                continue
            if made % COMPARED_EVERY == 0:
                assert_same(snapshots.get_snapshot(), compile_snapshot().snapshot)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert_same(snapshots.get_snapshot(), compile_snapshot().snapshot)
    assert holder == [1]


def test_many_changes_at_once_are_one_step(cast: Cast, mutator: Mutator, holder: list[int]) -> None:
    for _ in range(6):
        snapshots.get_snapshot()
        for _ in range(12):
            try:
                with transaction.atomic():
                    mutator.change()
            except (ConflictingState, IntegrityError):
                continue
        assert_same(snapshots.get_snapshot(), compile_snapshot().snapshot)


def test_a_change_that_is_undone_is_forgotten(cast: Cast, holder: list[int]) -> None:
    """The number of an undone revision is given again; its token is not."""
    world = make_permitted_world(cast)
    question = Question.from_dict(world.question)
    assert decide(actor=cast.eve, question=question).decision == "permit"
    with transaction.atomic():
        engage_kill_switch(actor=cast.olga, stops="organisation", reason="Drill")
        assert decide(actor=cast.eve, question=question).decision == "deny"
        transaction.set_rollback(True)
    engagement = engage_kill_switch(actor=cast.olga, stops="vendor", target=world.vendor, reason="Leak")
    assert decide(actor=cast.eve, question=question).decision == "deny"
    release_kill_switch(actor=cast.olga, engagement=engagement, reason="Over")
    assert decide(actor=cast.eve, question=question).decision == "permit"
    assert_same(snapshots.get_snapshot(), compile_snapshot().snapshot)
