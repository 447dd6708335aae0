"""The ids of many decisions in few bytes.

The answers of one call carry ids that count up from the first, so a call is one block: the first id (16 bytes), the
number of answers in this row (2 bytes) and for each how far it stood from the first (2 bytes), big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from uuid import UUID

_HEAD = struct.Struct(">16sH")


def pack_call(first: UUID, offsets: Sequence[int]) -> bytes:
    """Return the block of one call; offsets are below 65,536."""
    return _HEAD.pack(first.bytes, len(offsets)) + struct.pack(f">{len(offsets)}H", *offsets)


def list_ids(packed: bytes) -> list[UUID]:
    """Return every id of the blocks."""
    found: list[UUID] = []
    at = 0
    while at < len(packed):
        first, count = _HEAD.unpack_from(packed, at)
        at += _HEAD.size
        number = int.from_bytes(first)
        found += (UUID(int=number + offset) for offset in struct.unpack_from(f">{count}H", packed, at))
        at += 2 * count
    return found
