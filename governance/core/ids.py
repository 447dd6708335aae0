"""Time-ordered identifiers (UUID version 7, RFC 9562)."""

from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7

#: Digits at the end of an id from which others are counted up, and how many that makes.
_DIGITS_TO_COUNT = 3
ROOM_TO_COUNT = 16**_DIGITS_TO_COUNT
_COUNT = [b"%03x" % number for number in range(ROOM_TO_COUNT)]


def new_id() -> UUID:
    """Return a fresh UUIDv7; later ones sort after earlier ones, so primary keys page by time."""
    return uuid7()


class CountedIds:
    """UUIDv7 of which one follows from the other, as RFC 9562, section 6.2, allows: ROOM_TO_COUNT of them at most.

    An answer takes two of their parts as text, `stem` and one of `endings`, so that telling a thousand formats nothing.
    """

    __slots__ = ("first", "stem")
    endings = _COUNT

    def __init__(self) -> None:
        made = uuid_utils.uuid7()
        #: The first id as a number.
        self.first: int = made.int & -ROOM_TO_COUNT
        self.stem = str(made)[:-_DIGITS_TO_COUNT].encode()


def new_id_text() -> str:
    """Return the text of a fresh UUIDv7, for ids that are only told."""
    return str(uuid_utils.uuid7())
