"""The register of event names. A slice declares each of its events once, with its sentence, in its events.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class EventKind:
    """One dotted event name and the sentence that says what happened."""

    name: str
    sentence: Any


_kinds: dict[str, EventKind] = {}


def declare(name: str, sentence: Any) -> EventKind:
    """Declare an event name, such as registry.rollout.phase.advanced. Declaring it twice is an error."""
    if name in _kinds:
        raise ValueError(f"Event {name} is declared twice.")
    if name.count(".") < 2 or name != name.lower():
        raise ValueError(f"Event {name} is not of the form app.noun.verb in lower case.")
    kind = EventKind(name=name, sentence=sentence)
    _kinds[name] = kind
    return kind


def list_event_kinds() -> list[EventKind]:
    """Return every declared kind, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def get_sentence(name: str) -> str:
    """Return the sentence of an event name; the name itself when its slice is gone."""
    kind = _kinds.get(name)
    return str(kind.sentence) if kind else name


RECORD_CREATED = declare("governance.record.created", _("Record created"))
RECORD_CHANGED = declare("governance.record.changed", _("Record changed"))
RECORD_DELETED = declare("governance.record.deleted", _("Record deleted"))
RECORDS_CREATED = declare("governance.records.created", _("Records created in bulk"))
RECORDS_CHANGED = declare("governance.records.changed", _("Records changed in bulk"))
RECORD_EXPORTED = declare("governance.records.exported", _("Records exported"))
RECORDS_IMPORTED = declare("governance.records.imported", _("Records imported from a file"))
JOB_REQUESTED = declare("governance.job.requested", _("Background job requested"))
JOB_FINISHED = declare("governance.job.finished", _("Background job finished"))
JOB_FAILED = declare("governance.job.failed", _("Background job failed"))
JOB_CANCELLED = declare("governance.job.cancelled", _("Background job cancelled"))
DELIVERY_RETRIED = declare("governance.delivery.retried", _("Delivery to a receiver tried again"))
