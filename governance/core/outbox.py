"""Receivers of events, and the worker's side of the outbox: at least once, nothing lost when the broker is down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.enums import Channel, DeliveryState
from governance.core.errors import ConflictingState, NotPermitted
from governance.core.events import DELIVERY_RETRIED
from governance.core.origin import arriving_through
from governance.core.rights import rights_of
from governance.core.writing import publish, service

if TYPE_CHECKING:
    from governance.core.models import OutboxMessage, RecordedEvent

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 12
BATCH = 100


@dataclass(frozen=True, slots=True)
class Receiver:
    """A function that wants to hear of events; it must be idempotent by message id."""

    name: str
    events: frozenset[str]
    function: Callable[[RecordedEvent, str], None]


_receivers: dict[str, Receiver] = {}


def receives(
    *event_names: str, name: str
) -> Callable[[Callable[[RecordedEvent, str], None]], Callable[[RecordedEvent, str], None]]:
    """Register a receiver for event names; it is called as function(event, idempotency_key) by a worker."""

    def register(function: Callable[[RecordedEvent, str], None]) -> Callable[[RecordedEvent, str], None]:
        if name in _receivers:
            raise ValueError(f"Receiver {name} is registered twice.")
        _receivers[name] = Receiver(name=name, events=frozenset(event_names), function=function)
        return function

    return register


def receivers_of(event_name: str) -> list[Receiver]:
    """Return the receivers of one event name."""
    return [receiver for receiver in _receivers.values() if event_name in receiver.events]


def deliver_due_messages() -> int:
    """Deliver what is due and return how many messages were handled; called by the worker every second."""
    from governance.core.models import OutboxMessage

    handled = 0
    # A look without a lock first: this runs every second, and SQLite has one writer.
    if not OutboxMessage.objects.filter(
        state=DeliveryState.PENDING, next_attempt_at__lte=timezone.now()
    ).exists():
        return handled
    for _turn in range(BATCH):
        with transaction.atomic():
            due = OutboxMessage.objects.filter(
                state=DeliveryState.PENDING, next_attempt_at__lte=timezone.now()
            )
            skip = connection.features.has_select_for_update_skip_locked
            message = (
                due.select_for_update(skip_locked=skip, of=("self",))
                .select_related("event")
                .order_by("id")
                .first()
            )
            if message is None:
                return handled
            _deliver(message)
        handled += 1
    return handled


@service
def retry_delivery(*, actor: Any, message: OutboxMessage, reason: str = "") -> OutboxMessage:
    """Try a delivery that gave up again, from now on, as often as a new one."""
    from governance.core.models import OutboxMessage

    if not rights_of(actor, fresh=True).everywhere_has("governance.retry_outboxmessage"):
        raise NotPermitted()
    message = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state == DeliveryState.DELIVERED:
        raise ConflictingState(_("This has been delivered already."))
    message.state, message.attempts, message.next_attempt_at = DeliveryState.PENDING, 0, timezone.now()
    message.save()
    publish(DELIVERY_RETRIED, actor=actor, record=message, reason=reason)
    return message


def _deliver(message: OutboxMessage) -> None:
    receiver = _receivers.get(message.receiver)
    message.attempts += 1
    try:
        if receiver is None:
            raise LookupError(f"No receiver is called {message.receiver}.")
        with transaction.atomic(), arriving_through(Channel.JOB, request_id=message.event.request_id):
            receiver.function(message.event, str(message.pk))
    except Exception as error:
        log.exception("outbox_delivery_failed", message=str(message.pk), receiver=message.receiver)
        message.last_error = f"{type(error).__name__}: {error}"[:2000]
        message.next_attempt_at = timezone.now() + timedelta(seconds=min(2**message.attempts, 3600))
        if message.attempts >= MAX_ATTEMPTS:
            message.state = DeliveryState.DEAD
    else:
        message.state = DeliveryState.DELIVERED
        message.last_error = ""
    message.save()
