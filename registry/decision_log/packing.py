"""The ids of many decisions in one column: sixteen bytes each, in the order in which they were told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

_SIZE = 16


def pack_ids(numbers: Iterable[int]) -> bytes:
    """Return ids, given as numbers, as bytes."""
    return b"".join([number.to_bytes(_SIZE) for number in numbers])


def list_ids(packed: bytes) -> list[UUID]:
    """Return the ids."""
    return [UUID(bytes=packed[at : at + _SIZE]) for at in range(0, len(packed), _SIZE)]


def told_at(number: int) -> datetime:
    """Return the instant that a UUIDv7, given as a number, carries: to the millisecond (RFC 9562, section 5.7)."""
    return datetime.fromtimestamp((number >> 80) / 1000, tz=UTC)
