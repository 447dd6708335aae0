"""Reads about any record: its timeline in words, and the record as it was at an instant.

The caller has found the record through `restrict`; what the words name is restricted here, to the same reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from governance.core.diffs import FieldChange, diff_values, word_scalar, word_value
from governance.core.enums import AsOfState, Channel
from governance.core.labels import list_wordings, name_references, values_of
from governance.core.records import TrackedRecord
from governance.core.rights import rights_of
from governance.core.timeline import (
    ACCESS_EVENTS,
    PLAIN_EVENTS,
    Act,
    Position,
    list_events,
    list_rows,
    walk_acts,
)

__all__ = ["AsOf", "Entry", "HistoryFilter", "HistoryPage", "get_as_of", "list_events", "list_history"]

PAGE_SIZE = 50
SCAN_LIMIT = 2_000
KIND_OF_ROW = {"+": "created", "~": "changed", "-": "deleted"}


class Fact(NamedTuple):
    """A name and a value in words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which entries of a timeline are wanted; `since` is included, `until` is not."""

    field: str = ""
    person: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in words: who, when, through what, why, what changed. `kind`: created, changed, deleted or event."""

    key: str
    kind: str
    title: str
    when: datetime
    actor_id: UUID | None
    actor: str
    channel: str
    reason: str
    request_id: str
    changes: tuple[FieldChange, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Up to fifty entries, and the position after which the next page starts ("" on the last).

    `is_partial` says that the search stopped at its limit before it had filled the page.
    """

    entries: tuple[Entry, ...]
    next: str = ""
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class AsOf:
    """A record at an instant: whether it existed, the history row in force then, and its values in words."""

    at: datetime
    state: AsOfState
    row: Any = None
    fields: tuple[Fact, ...] = ()


def list_history(
    record: TrackedRecord,
    *,
    actor: Any,
    wanted: HistoryFilter | None = None,
    before: str = "",
    limit: int = PAGE_SIZE,
) -> HistoryPage:
    """Return one page of a record's timeline, newest first, after the position that the page before named."""
    wanted = wanted or HistoryFilter()
    start = Position.parse(before) if before else None
    if wanted.until is not None and (start is None or start.when >= wanted.until):
        start = Position(wanted.until, UUID(int=0))
    acts: list[Act] = []
    more, partial = "", False
    last: Position | None = None
    for scanned, act in enumerate(walk_acts(record, start)):
        if wanted.since is not None and act.position.when < wanted.since:
            break
        if len(acts) == limit or scanned == SCAN_LIMIT:
            more, partial = str(last), scanned == SCAN_LIMIT and len(acts) < limit
            break
        last = act.last or act.position
        if _is_wanted(act, wanted, type(record)):
            acts.append(act)
    return HistoryPage(tuple(_put_into_words(acts, record, actor)), more, partial)


def _is_wanted(act: Act, wanted: HistoryFilter, model: type[TrackedRecord]) -> bool:
    if act.row is None and all(event.name in PLAIN_EVENTS for event in act.events):
        return False  # the history row tells it, with what changed
    if wanted.person is not None and getattr(act.actor, "pk", None) != wanted.person:
        return False
    if not wanted.field:
        return True
    if act.row is None or act.row.history_type == "-":
        return False
    after = values_of(act.row, model).get(wanted.field)
    if act.previous is None or act.row.history_type == "+":
        return after not in (None, "", [], {})
    return bool(after != values_of(act.previous, model).get(wanted.field))


def _put_into_words(acts: list[Act], record: TrackedRecord, actor: Any) -> list[Entry]:
    model = type(record)
    wordings = list_wordings(model)
    versions = {}
    for act in acts:
        for row in (act.row, act.previous):
            if row is not None:
                versions[row.history_id] = values_of(row, model)
    names = name_references(actor, model, versions.values())
    rights = rights_of(actor)
    sees_facts = rights.everywhere_has("governance.view_recordedevent")
    sees_access = sees_facts or rights.everywhere_has(model.get_permission("grant"))
    entries = []
    for act in acts:
        changes: list[FieldChange] = []
        if act.row is not None and act.row.history_type != "-":
            starts = act.row.history_type == "+" or act.previous is None
            before = None if starts else versions[act.previous.history_id]
            changes = diff_values(before, versions[act.row.history_id], wordings, names)
        told = [event for event in act.events if event.name not in PLAIN_EVENTS]
        facts = [
            fact
            for event in reversed(told)
            if sees_facts or (sees_access and event.name in ACCESS_EVENTS)
            for fact in list_facts(event.data)
        ]
        entries.append(_make_entry(act, told, changes, facts))
    return entries


def _make_entry(act: Act, told: list[Any], changes: list[FieldChange], facts: list[Fact]) -> Entry:
    kind = KIND_OF_ROW[act.row.history_type] if act.row is not None else "event"
    plain = {"created": _("Created"), "changed": _("Changed"), "deleted": _("Deleted")}
    title = "; ".join(dict.fromkeys(event.sentence for event in reversed(told))) or plain.get(kind, "")
    channel = act.row.history_channel if act.row is not None else act.events[0].channel
    reasons = [act.row.history_change_reason or ""] if act.row is not None else []
    reasons += [event.reason for event in act.events]
    return Entry(
        key=str(act.position),
        kind=kind,
        title=title,
        when=act.row.history_date if act.row is not None else act.position.when,
        actor_id=getattr(act.actor, "pk", None),
        actor=str(act.actor) if act.actor is not None else _("somebody no longer known"),
        channel=str(Channel(channel).label) if channel in Channel.values else channel,
        reason="; ".join(dict.fromkeys(reason for reason in reasons if reason)),
        request_id=act.request_id,
        changes=tuple(changes),
        facts=tuple(facts),
    )


def list_facts(data: Mapping[str, Any]) -> list[Fact]:
    """Return what an event carries as (label, words); an id that has a label beside it gives way to the label."""
    facts = []
    # PostgreSQL keeps the keys of a JSON column in an order of its own.
    for name, value in sorted(data.items()):
        if name == "fields" or f"{name}_label" in data or value in (None, "", [], {}):
            continue
        label = capfirst(name.removesuffix("_label").removesuffix("_at").replace("_", " "))
        if isinstance(value, str) and name.endswith("_at"):
            value = parse_datetime(value) or value
        if isinstance(value, list):
            value = ", ".join(word_scalar(item) for item in value)
        facts.append(Fact(label, word_scalar(value)))
    return facts


def list_actors(record: TrackedRecord) -> list[Any]:
    """Return the people who ever acted on the record, by name; for the filter of its timeline."""
    keys = set(list_rows(record).order_by().values_list("history_user_id", flat=True).distinct())
    keys |= set(list_events(record).order_by().values_list("actor_id", flat=True).distinct())
    user = get_user_model()
    return list(user._default_manager.filter(pk__in=keys - {None}).order_by("name")[:500])


def get_as_of(record: TrackedRecord, at: datetime, *, actor: Any = None) -> AsOf:
    """Return the record as it was at the instant, changes of that very instant included.

    With an actor the values come in words, related records under the names they bear today.
    """
    row = list_rows(record).filter(history_date__lte=at).first()
    if row is None:
        return AsOf(at, AsOfState.NOT_YET)
    if row.history_type == "-":
        return AsOf(at, AsOfState.DELETED, row)
    if actor is None:
        return AsOf(at, AsOfState.EXISTED, row)
    model = type(record)
    values = values_of(row, model)
    names = name_references(actor, model, [values])
    fields = tuple(
        Fact(wording.label, word_value(values[wording.name], wording, names))
        for wording in list_wordings(model)
    )
    return AsOf(at, AsOfState.EXISTED, row, fields)


def find_subject(actor: Any, model: Any, key: UUID) -> TrackedRecord | None:
    """Return the record whose history is asked for, deleted ones included; None when it is not for the actor.

    A deleted record has no team and no grants any more: only those who may see every record of its kind see it.
    """
    record: TrackedRecord | None = model.objects.restrict(actor, "view").filter(pk=key).first()
    if record is None and rights_of(actor).everywhere_has(model.get_permission("view")):
        row = model.history.filter(id=key).order_by("-history_date", "-history_id").first()
        record = row.instance if row is not None else None
    return record
