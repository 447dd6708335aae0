"""An answer taken over from the book before is the answer that would be given anew, whatever changed."""

from __future__ import annotations

import os
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.approvals.services import revoke_approval
from governance.core.errors import ConflictingState
from governance.core.rights import Rights
from imprimatur import Snapshot
from registry.decision_log.asked import Asked
from registry.decisions.api import describe
from registry.decisions.snapshots import get_snapshot
from registry.fast_lane.book import Book, Shelf, Telling
from registry.kill_switch.services import engage_kill_switch, release_kill_switch
from tests.cast import Cast
from tests.factories.approvals import approve, make_request
from tests.factories.decisions import SCOPE, PermittedWorld
from tests.factories.models import make_version
from tests.registry.decisions.mutations import Mutator
from tests.registry.decisions.test_deltas import mutator

__all__ = ["mutator"]
pytestmark = pytest.mark.django_db
CHANGES = int(os.environ.get("DELTAS", "120"))
EVERYTHING = Rights(superuser=True)


def list_asked(snapshot: Snapshot) -> list[Asked]:
    """Return questions over what the registry holds."""
    subjects = [("team", "support"), ("person", "eve@example.org")]
    return [
        (*subject, "use", "ticket-summaries", 1, *resource, classes, region, "production")
        for subject, resource, classes, region in product(
            subjects,
            [*snapshot.resources, *snapshot.aliases],
            [("internal",), ("personal",)],
            ["aws:eu-west-1", "aws:us-east-1"],
        )
    ]


def tell(book: Book, asked: Asked, now: Any) -> bytes:
    """Return an answer as it is told, without the id."""
    parts: list[bytes] = []
    answer = book.find(asked, now)
    Telling(now, book.snapshot.revision).tell(answer, parts)
    return b"".join((*parts[:1], *parts[2:]))


def test_what_is_taken_over_is_what_would_be_said_anew(cast: Cast, mutator: Mutator) -> None:
    shelf = Shelf()
    taken_over = 0
    for _ in range(CHANGES):
        try:
            with transaction.atomic():
                mutator.change()
        except (ConflictingState, IntegrityError):
            continue
        snapshot, now = get_snapshot(), timezone.now()
        kept = Book(snapshot, EVERYTHING, describe, shelf)
        anew = Book(snapshot, EVERYTHING, describe, Shelf())
        for asked in list_asked(snapshot):
            assert tell(kept, asked, now) == tell(anew, asked, now), asked
            assert kept.find(asked, now).note == anew.find(asked, now).note
            taken_over += kept.find(asked, now).since < now
    assert taken_over


def test_a_change_of_another_model_leaves_a_permit_and_turns_its_own(
    cast: Cast, world: PermittedWorld
) -> None:
    other = make_version(cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service)
    request = make_request(cast.eve, other, scope=SCOPE)
    approve(cast.ben, request)
    approve(cast.bea, request)
    first: Asked = (
        *("team", "support", "use", "ticket-summaries", 1, "model", world.version.catalogue_id),
        ("internal",),
        "aws:eu-west-1",
        "production",
    )
    second: Asked = (*first[:6], other.catalogue_id, *first[7:])
    now = timezone.now()
    shelf = Shelf()
    book = Book(get_snapshot(), EVERYTHING, describe, shelf)
    before = [book.find(asked, now) for asked in (first, second)]
    revoke_approval(actor=cast.olga, approval=request.approval, reason="No longer.")
    later = Book(get_snapshot(), EVERYTHING, describe, shelf)
    after = [later.find(asked, now) for asked in (first, second)]
    assert after[0].parts is before[0].parts
    assert after[1].decision.decision == "deny"
    assert after[1].note.codes[0] == "lifecycle.not_approved"
    # Who still reads the older snapshot neither sees what came after it nor leaves anything for others.
    assert book.find(second, now).decision.is_permit
    assert not later.find(second, now).decision.is_permit
    # What the kill switch of the whole organisation touches is not traced: everything is asked anew.
    killed = engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
    last = Book(get_snapshot(), EVERYTHING, describe, shelf)
    assert last.find(first, timezone.now()).note.codes[0] == "kill_switch.engaged"
    release_kill_switch(actor=cast.ada, engagement=killed, reason="Over.")
    released = Book(get_snapshot(), EVERYTHING, describe, shelf)
    assert released.find(first, timezone.now()).decision.is_permit


def test_a_denial_stands_until_what_it_looked_at_changes(cast: Cast, world: PermittedWorld) -> None:
    """Another model's kill leaves it, an alternative's turns it, and so does an approval that brings one more."""
    names = [f"openai/gpt-4o-2024-{month:02}-20" for month in (9, 10, 11, 12)]
    denied, good, idle, late = [
        make_version(cast.system, name, vendor=world.vendor, service=world.service) for name in names
    ]
    approved(cast, good)
    asked: Asked = (
        *("team", "support", "use", "ticket-summaries", 1, "model", denied.catalogue_id),
        ("internal",),
        "aws:eu-west-1",
        "production",
    )
    shelf = Shelf()

    def find() -> Any:
        return Book(get_snapshot(), EVERYTHING, describe, shelf).find(asked, timezone.now())

    def list_offered(answer: Any) -> list[str]:
        return [each.id for each in answer.decision.alternatives]

    first = find()
    assert list_offered(first) == [world.version.catalogue_id, good.catalogue_id]
    kill = engage_kill_switch(actor=cast.olga, stops="model", target=idle.catalogue_id, reason="Leak")
    assert find() is first
    release_kill_switch(actor=cast.ada, engagement=kill, reason="Over.")
    assert find() is first
    engage_kill_switch(actor=cast.olga, stops="model", target=good.catalogue_id, reason="Leak")
    second = find()
    assert list_offered(second) == [world.version.catalogue_id]
    approved(cast, late)
    third = find()
    assert list_offered(third) == [world.version.catalogue_id, late.catalogue_id]
    approved(cast, denied)
    assert find().decision.is_permit


def approved(cast: Cast, version: Any) -> None:
    """Approve a version for what the world's own is approved for."""
    request = make_request(cast.eve, version, scope=SCOPE)
    approve(cast.ben, request)
    approve(cast.bea, request)
