"""The body of the bundle, made once for each snapshot, and the statement about it, made anew every few seconds."""

from __future__ import annotations

import gzip
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from imprimatur import Snapshot
from imprimatur.bundle import Statement, canonical, digest_of
from imprimatur.tables import to_tables
from registry.bundles.signing import get_signer

#: How long a statement holds, and how often there is another: between them it is the same, byte for byte.
HOLDS_FOR = timedelta(seconds=30)
STEP = 10


@dataclass(frozen=True, slots=True)
class Body:
    """The tables of a snapshot as canonical JSON, as they are and compressed."""

    snapshot: Snapshot
    raw: bytes
    packed: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement with its signature, and the tag that is theirs alone."""

    raw: bytes
    signature: bytes
    valid_until: datetime
    etag: str


class Assembler:
    """Keeps the body of the last snapshot asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._body: Body | None = None

    def get_body(self, snapshot: Snapshot) -> Body:
        """Return the body of a snapshot; one thread makes it and the others wait."""
        body = self._body
        if body is not None and body.snapshot is snapshot:
            return body
        with self._lock:
            body = self._body
            if body is None or body.snapshot is not snapshot:
                raw = canonical(to_tables(snapshot))
                body = self._body = Body(snapshot, raw, gzip.compress(raw, 6, mtime=0), digest_of(raw))
            return body


def begin_step(now: datetime) -> tuple[datetime, datetime]:
    """Return when the present statement began to hold, and until when it does."""
    begun = datetime.fromtimestamp(int(now.timestamp()) // STEP * STEP, tz=UTC)
    return begun, begun + HOLDS_FOR


def sign_body(body: Body, now: datetime) -> Signed:
    """Return the statement that holds at an instant: at most HOLDS_FOR ahead, at least HOLDS_FOR less STEP."""
    begun, until = begin_step(now)
    signer = get_signer()
    statement = Statement(
        issuer=settings.PUBLIC_URL.rstrip("/"),
        digest=body.digest,
        size=len(body.raw),
        revision=body.snapshot.revision,
        issued_at=begun,
        valid_until=until,
        key_id=signer.key_id,
    )
    raw = statement.to_bytes()
    return Signed(raw, signer.sign(raw), statement.valid_until, f'"{digest_of(raw)[7:39]}"')


assembler = Assembler()
