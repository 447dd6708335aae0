"""An answer taken over from the book before is the answer that would be given anew, whatever changed."""

from __future__ import annotations

import os
from itertools import product
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.approvals.services import revoke_approval
from governance.core.errors import ConflictingState
from governance.core.ids import CountedIds
from governance.core.rights import Rights
from imprimatur import Snapshot
from registry.decisions.api import describe
from registry.decisions.snapshots import get_snapshot
from registry.fast_lane.book import Answer, Book, Shelf, tell_all
from registry.fast_lane.reading import MOST_QUESTIONS, Plain
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


def list_asked(snapshot: Snapshot) -> list[Plain]:
    """Return questions over what the registry holds."""
    subjects = [("team", "support"), ("person", "eve@example.org")]
    return [
        ask(resource, subject=subject, classes=classes, region=region)
        for subject, resource, classes, region in product(
            subjects,
            [*snapshot.resources, *snapshot.aliases],
            [("internal",), ("personal",)],
            ["aws:eu-west-1", "aws:us-east-1"],
        )
    ]


def ask(
    resource: tuple[str, str],
    *,
    subject: tuple[str, str] = ("team", "support"),
    classes: tuple[str, ...] = ("internal",),
    region: str = "aws:eu-west-1",
) -> Plain:
    """Return a question about a resource."""
    body = {
        "subject": dict(zip(("type", "id"), subject, strict=True)),
        "action": {"name": "use", "properties": {"use_case": "ticket-summaries", "phase": 1}},
        "resource": dict(zip(("type", "id"), resource, strict=True)),
        "context": {"data_classes": classes, "region": region, "environment": "production"},
    }
    return msgspec.convert(body, Plain)


def find(book: Book, asked: Plain, now: Any) -> Answer:
    """Return the answer to one question."""
    return book.find_all([asked], now)[0]


def tell(book: Book, asked: Plain, now: Any) -> bytes:
    """Return an answer as it is told, without the id."""
    parts = tell_all([find(book, asked, now)], now, book.snapshot.revision)[1]
    return b"".join((*parts[:1], *parts[3:]))


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
            assert find(kept, asked, now).note == find(anew, asked, now).note
            taken_over += find(kept, asked, now).since < now
    assert taken_over


def test_there_are_ids_for_the_longest_list() -> None:
    assert len(CountedIds.endings) == len(set(CountedIds.endings)) >= MOST_QUESTIONS


def test_a_change_of_another_model_leaves_a_permit_and_turns_its_own(
    cast: Cast, world: PermittedWorld
) -> None:
    other = make_version(cast.system, "openai/gpt-4o-2024-11-20", vendor=world.vendor, service=world.service)
    request = make_request(cast.eve, other, scope=SCOPE)
    approve(cast.ben, request)
    approve(cast.bea, request)
    first = ask(("model", world.version.catalogue_id))
    second = ask(("model", other.catalogue_id))
    now = timezone.now()
    shelf = Shelf()
    book = Book(get_snapshot(), EVERYTHING, describe, shelf)
    before = [find(book, asked, now) for asked in (first, second)]
    revoke_approval(actor=cast.olga, approval=request.approval, reason="No longer.")
    later = Book(get_snapshot(), EVERYTHING, describe, shelf)
    after = [find(later, asked, now) for asked in (first, second)]
    assert after[0].parts is before[0].parts
    assert after[1].decision.decision == "deny"
    assert after[1].note.codes[0] == "lifecycle.not_approved"
    # Who still reads the older snapshot neither sees what came after it nor leaves anything for others.
    assert find(book, second, now).decision.is_permit
    assert not find(later, second, now).decision.is_permit
    # What the kill switch of the whole organisation touches is not traced: everything is asked anew.
    killed = engage_kill_switch(actor=cast.olga, stops="organisation", reason="Leak")
    last = Book(get_snapshot(), EVERYTHING, describe, shelf)
    assert find(last, first, timezone.now()).note.codes[0] == "kill_switch.engaged"
    release_kill_switch(actor=cast.ada, engagement=killed, reason="Over.")
    released = Book(get_snapshot(), EVERYTHING, describe, shelf)
    assert find(released, first, timezone.now()).decision.is_permit


def test_a_denial_stands_until_what_it_looked_at_changes(cast: Cast, world: PermittedWorld) -> None:
    """Another model's kill leaves it, an alternative's turns it, and so does an approval that brings one more."""
    names = [f"openai/gpt-4o-2024-{month:02}-20" for month in (9, 10, 11, 12)]
    denied, good, idle, late = [
        make_version(cast.system, name, vendor=world.vendor, service=world.service) for name in names
    ]
    approved(cast, good)
    asked: Plain = ask(("model", denied.catalogue_id))
    shelf = Shelf()

    def find_now() -> Any:
        return find(Book(get_snapshot(), EVERYTHING, describe, shelf), asked, timezone.now())

    def list_offered(answer: Any) -> list[str]:
        return [each.id for each in answer.decision.alternatives]

    first = find_now()
    assert list_offered(first) == [world.version.catalogue_id, good.catalogue_id]
    kill = engage_kill_switch(actor=cast.olga, stops="model", target=idle.catalogue_id, reason="Leak")
    assert find_now() is first
    release_kill_switch(actor=cast.ada, engagement=kill, reason="Over.")
    assert find_now() is first
    engage_kill_switch(actor=cast.olga, stops="model", target=good.catalogue_id, reason="Leak")
    second = find_now()
    assert list_offered(second) == [world.version.catalogue_id]
    approved(cast, late)
    third = find_now()
    assert list_offered(third) == [world.version.catalogue_id, late.catalogue_id]
    approved(cast, denied)
    assert find_now().decision.is_permit


def approved(cast: Cast, version: Any) -> None:
    """Approve a version for what the world's own is approved for."""
    request = make_request(cast.eve, version, scope=SCOPE)
    approve(cast.ben, request)
    approve(cast.bea, request)
