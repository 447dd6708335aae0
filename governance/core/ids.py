"""Time-ordered identifiers (UUID version 7, RFC 9562)."""

from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh UUIDv7; later ones sort after earlier ones, so primary keys page by time."""
    return uuid7()


def new_id_text() -> str:
    """Return the text of a fresh UUIDv7, for ids that are only told."""
    return str(uuid_utils.uuid7())
