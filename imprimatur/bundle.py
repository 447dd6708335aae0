"""The signed bundle: a snapshot to decide from elsewhere, and a signed statement of how long that may be done.

The body is the snapshot's tables (`imprimatur.tables`) as canonical JSON (RFC 8785 rules, no floats). The statement
names its SHA-256, its revision and an instant at most thirty seconds ahead, and is signed with Ed25519 (RFC 8032),
apart from the body: a holder of the body needs only a fresh statement while nothing changes. What is signed is the
line below, then the statement's own bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from imprimatur.instants import InvalidInstant, format_instant, parse_instant
from imprimatur.snapshot import Snapshot
from imprimatur.tables import from_tables

FORMAT = "imprimatur-bundle/2"
SIGNED_PREFIX = b"imprimatur-bundle/2 statement\n"
LONGEST_STATEMENT = 4_096
_TEXTS = ("issuer", "digest", "key_id", "issued_at", "valid_until")
_MEMBERS = {"format", "size", "revision", *_TEXTS}


class InvalidBundle(ValueError):
    """Bytes that are no bundle, are not what was signed, or were signed by nobody we trust."""


def canonical(value: Any) -> bytes:
    """Return JSON in its one form: sorted members, no white space, UTF-8; floats raise TypeError."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: Any) -> None:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, float):
            raise TypeError("canonical JSON of ours holds no floats")
        if isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            pending.extend(item)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the issuer signs about a body, for [issued_at, valid_until)."""

    issuer: str
    #: "sha256:" and the hexadecimal digest of the body.
    digest: str
    #: Bytes of the body, before any compression.
    size: int
    revision: int
    issued_at: datetime
    valid_until: datetime
    key_id: str

    def to_bytes(self) -> bytes:
        """Return the bytes that are signed after `SIGNED_PREFIX`."""
        said = asdict(self)
        said |= {name: format_instant(said[name]) for name in ("issued_at", "valid_until")}
        return canonical({"format": FORMAT, **said})

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a statement back; anything but what `to_bytes` writes raises `InvalidBundle`."""
        if len(raw) > LONGEST_STATEMENT:
            raise InvalidBundle("the statement is too long")
        try:
            said = json.loads(raw)
        except (ValueError, RecursionError):
            raise InvalidBundle("the statement cannot be read") from None
        met = said.get("format") if type(said) is dict else None
        if met != FORMAT:
            raise InvalidBundle(f"a statement of format {FORMAT} was expected and not {met!a:.60}")
        if set(said) != _MEMBERS:
            raise InvalidBundle("the statement lacks a member or has one that is not known")
        del said["format"]
        if not all(type(said[name]) is int for name in ("size", "revision")):
            raise InvalidBundle("size and revision must be whole numbers")
        if not all(type(said[name]) is str for name in _TEXTS):
            raise InvalidBundle(f"{', '.join(_TEXTS)} must be text")
        try:
            said |= {name: parse_instant(said[name]) for name in ("issued_at", "valid_until")}
        except InvalidInstant as fault:
            raise InvalidBundle(f"an instant of the statement {fault}") from None
        return cls(**said)


def encode(raw: bytes) -> str:
    """Return base64url text without padding: how keys, statements and signatures are written."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return the bytes of base64url text, padded or not; raise `InvalidBundle` for any other."""
    text = text.strip()
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise InvalidBundle("not base64url") from None


def digest_of(body: bytes) -> str:
    """Return the digest of a body as statements name it."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def key_id_of(public_key: bytes) -> str:
    """Return the name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def verify_statement(raw: bytes, signature: bytes, public_keys: Mapping[str, bytes]) -> Statement:
    """Return a statement that one of the trusted keys signed; raise `InvalidBundle` for any other."""
    statement = Statement.from_bytes(raw)
    public_key = public_keys.get(statement.key_id)
    if public_key is None:
        raise InvalidBundle(f"signed with the key {statement.key_id!a:.40}, which is not trusted here")
    if not _is_signed(public_key, signature, SIGNED_PREFIX + raw):
        raise InvalidBundle("the signature does not fit")
    return statement


def open_body(body: bytes, statement: Statement) -> Snapshot:
    """Return the snapshot of a body that is the very one stated; raise `InvalidBundle` for any other."""
    if len(body) != statement.size or digest_of(body) != statement.digest:
        raise InvalidBundle("the body is not the one that was signed")
    snapshot = read_body(body)
    if snapshot.revision != statement.revision:
        raise InvalidBundle("body and statement name different revisions")
    return snapshot


def read_body(body: bytes) -> Snapshot:
    """Return the snapshot of a body, whoever made it; raise `InvalidBundle` for bytes that are none."""
    try:
        return from_tables(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise InvalidBundle(f"the body is no snapshot: {error}") from None


def _is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        raise RuntimeError(
            "Signatures need the package cryptography: pip install 'imprimatur[bundle]'"
        ) from None
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
