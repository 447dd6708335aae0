"""Through what the present work arrived: kept in a context variable so history rows can say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from governance.core.enums import Channel
from governance.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request or job came from; `request_id` ties log lines, events and history rows together."""

    channel: str = Channel.COMMAND
    request_id: str = ""
    address: str = ""
    reason: str = ""
    #: The API key that was shown, when one was.
    key_id: UUID | None = None


_origin: ContextVar[Origin] = ContextVar("imprimatur_origin", default=Origin())  # noqa: B039 - Origin is frozen


def current_origin() -> Origin:
    """Return the origin of the present work; the command line when nothing said otherwise."""
    return _origin.get()


@contextmanager
def arriving_through(
    channel: str, *, request_id: str = "", address: str = "", reason: str = ""
) -> Iterator[Origin]:
    """Mark everything inside the block as arriving through the channel."""
    origin = Origin(channel=channel, request_id=request_id or str(new_id()), address=address, reason=reason)
    token = _origin.set(origin)
    try:
        yield origin
    finally:
        _origin.reset(token)


def note_key(key_id: UUID) -> None:
    """Say with which key the present work arrived, until the block ends in which it arrived."""
    _origin.set(replace(_origin.get(), key_id=key_id))


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Give the changes inside the block a reason that their history rows carry."""
    token = _origin.set(replace(_origin.get(), reason=reason))
    try:
        yield
    finally:
        _origin.reset(token)
