"""One record's history rows and events as one timeline: walked newest first, and folded where they are one act.

A service writes a history row and publishes an event; both belong to one act of one person in one request. Folding
joins neighbours in the timeline that share actor and request and lie seconds apart, one history row at most.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from governance.core.events import RECORD_CHANGED, RECORD_CREATED, RECORD_DELETED
from governance.core.models import RecordedEvent

CHUNK = 120
ONE_ACT = timedelta(seconds=1)
DELETED = RECORD_DELETED.name
ACCESS_EVENTS = frozenset({"governance.access.granted", "governance.access.revoked"})
PLAIN_EVENTS = frozenset({RECORD_CREATED.name, RECORD_CHANGED.name, DELETED})


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the timeline: the instant, and the key that breaks ties."""

    when: datetime
    key: UUID

    def __str__(self) -> str:
        return f"{self.when.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{self.key.hex}"

    @classmethod
    def parse(cls, text: str) -> Position | None:
        """Return the position a page link carries, or None when it is not one."""
        stamp, _dash, key = text.partition("-")
        try:
            when = datetime.strptime(stamp, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
            return cls(when, UUID(hex=key))
        except ValueError:
            return None


@dataclass(slots=True)
class Act:
    """What one actor did to the record in one go: a history row with the one before it, events, or both."""

    position: Position
    actor: Any
    request_id: str
    row: Any = None
    previous: Any = None
    events: list[RecordedEvent] = field(default_factory=list)
    last: Position | None = None

    def takes(self, actor: Any, request_id: str, position: Position, *, event_name: str = "") -> bool:
        """Return whether the next older item, a history row or the event of that name, belongs to this act."""
        if event_name in ACCESS_EVENTS or any(event.name in ACCESS_EVENTS for event in self.events):
            return False  # giving and taking back write no history row: they are acts of their own
        if self.row is not None and (self.row.history_type != "-" or event_name != DELETED):
            return False  # only a deletion is published before its row is written
        newest = self.last or self.position
        same = getattr(self.actor, "pk", None) == getattr(actor, "pk", None) and self.request_id == request_id
        return same and newest.when - position.when <= ONE_ACT


def list_events(record: Any) -> QuerySet[RecordedEvent]:
    """Return the events of one record, newest first; the caller has asked whether the reader may see the record."""
    kind = ContentType.objects.get_for_model(type(record))
    rows = RecordedEvent.objects.filter(record_type=kind, record_id=record.pk)
    return rows.select_related("actor").order_by("-happened_at", "-id")


def list_rows(record: Any) -> Any:
    """Return the history rows of one record, newest first."""
    rows = type(record).history.filter(**{type(record)._meta.pk.attname: record.pk})
    return rows.select_related("history_user").order_by("-history_date", "-history_id")


def _after(rows: Any, when: str, key: str, position: Position | None) -> Any:
    if position is None:
        return rows
    return rows.filter(
        Q(**{f"{when}__lt": position.when}) | Q(**{when: position.when, f"{key}__lt": position.key})
    )


def _walk_rows(record: Any, start: Position | None) -> Iterator[tuple[Position, bool, Any, Any]]:
    while True:
        rows = list(_after(list_rows(record), "history_date", "history_id", start)[: CHUNK + 1])
        for index, row in enumerate(rows[:CHUNK]):
            start = Position(row.history_date, row.history_id)
            yield start, True, row, rows[index + 1] if index + 1 < len(rows) else None
        if len(rows) <= CHUNK:
            return


def _walk_events(record: Any, start: Position | None) -> Iterator[tuple[Position, bool, Any, Any]]:
    while True:
        events = list(_after(list_events(record), "happened_at", "id", start)[:CHUNK])
        for event in events:
            start = Position(event.happened_at, event.pk)
            yield start, False, event, None
        if len(events) < CHUNK:
            return


def walk_acts(record: Any, start: Position | None = None) -> Iterator[Act]:
    """Yield the acts on a record after a position, newest first."""
    merged = heapq.merge(
        _walk_rows(record, start), _walk_events(record, start), key=lambda item: item[0], reverse=True
    )
    act: Act | None = None
    for position, is_row, item, previous in merged:
        actor = item.history_user if is_row else item.actor
        request_id = item.history_request_id if is_row else item.request_id
        if act is None or not act.takes(actor, request_id, position, event_name="" if is_row else item.name):
            if act is not None:
                yield act
            act = Act(position=position, actor=actor, request_id=request_id)
        act.last = position
        if is_row:
            act.row, act.previous = item, previous
        else:
            act.events.append(item)
    if act is not None:
        yield act
