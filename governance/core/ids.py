"""Time-ordered identifiers (UUID version 7, RFC 9562)."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh UUIDv7; later ones sort after earlier ones, so primary keys page by time."""
    return uuid7()
