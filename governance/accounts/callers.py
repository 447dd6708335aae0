"""Who is behind a key, kept in this process: looked up by the key's hash, read anew when anybody's access changed."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from governance.accounts.authn import USE_IS_NOTED_EVERY, find_live_key
from governance.accounts.models import ApiKey, RoleAssignment
from governance.core.rights import Rights, rights_of

_NOTED_EVERY = USE_IS_NOTED_EVERY.total_seconds()


@dataclass(frozen=True, slots=True)
class Caller:
    """A live key with its owner's rights as they stand until an instant."""

    key: ApiKey
    rights: Rights
    scopes: frozenset[str]
    #: Whom limits count for (governance/core/api/throttling.py).
    ident: str
    #: The key ends then, or one of its owner's roles begins or ends.
    stands_until: datetime


class CallerTable:
    """Callers by the SHA-256 of their key, for one state of everybody's access.

    An entry is read after the state it is kept under was seen, so it is never older than that state; whoever asks
    under another state finds an empty table. A key that does not hold is not kept: it is refused where all are.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[UUID | None, dict[str, Caller]] = (None, {})
        self._noted: dict[str, float] = {}

    def recall(self, secret: str, access: UUID | None, now: datetime) -> Caller | None:
        """Return the caller of a key if it is known already under this state of access; asks no database."""
        state, callers = self._held
        caller = callers.get(ApiKey.hash_secret(secret))
        return caller if caller is not None and state == access and now < caller.stands_until else None

    def find(self, secret: str, access: UUID | None, now: datetime) -> Caller | None:
        """Return the caller of a key under a state of access read since the request arrived; None if it is not live."""
        known = self.recall(secret, access, now)
        if known is not None:
            return known
        state, callers = self._held
        if state != access or access is None:
            callers = {}
            self._held = (access, callers)
        secret_hash = ApiKey.hash_secret(secret)
        caller = read_caller(secret_hash, now)
        if caller is not None:
            callers[secret_hash] = caller
        return caller

    def must_note_use(self, ident: str) -> bool:
        """Say, once a minute for each caller's key, that this use is to be written down."""
        clock = time.monotonic()
        last = self._noted.get(ident)
        if last is not None and clock - last < _NOTED_EVERY:
            return False
        with self._lock:
            if self._noted.get(ident) != last:
                return False
            self._noted[ident] = clock
        return True


def read_caller(secret_hash: str, now: datetime) -> Caller | None:
    """Return the caller of a key hash as the database has it now, or None when the key is not live."""
    key = find_live_key(secret_hash, now)
    if key is None:
        return None
    rights = rights_of(key.owner, fresh=True)
    turns = (
        RoleAssignment.objects.filter(user=key.owner)
        .filter(Q(starts_at__gt=now) | Q(ends_at__gt=now))
        .values_list("starts_at", "ends_at")
    )
    ends = [key.expires_at, *(end for pair in turns for end in pair if end is not None and end > now)]
    return Caller(key, rights, frozenset(key.scopes), f"key:{key.pk}", min(ends))


caller_table = CallerTable()
