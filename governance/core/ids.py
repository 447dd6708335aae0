"""Time-ordered identifiers (UUID version 7, RFC 9562)."""

from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7

#: The highest bit of the last part: cleared, counting on never overflows into the parts before.
_ROOM_TO_COUNT = 1 << 47


def new_id() -> UUID:
    """Return a fresh UUIDv7; later ones sort after earlier ones, so primary keys page by time."""
    return uuid7()


def new_first_id() -> UUID:
    """Return a UUIDv7 from which a thousand more can be counted up, as RFC 9562, section 6.2, allows."""
    return UUID(int=uuid7().int & ~_ROOM_TO_COUNT)


def new_id_text() -> str:
    """Return the text of a fresh UUIDv7, for ids that are only told."""
    return str(uuid_utils.uuid7())
