"""A bundle is what was signed, or it is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from imprimatur.bundle import (
    SIGNED_PREFIX,
    InvalidBundle,
    Statement,
    canonical,
    digest_of,
    key_id_of,
    open_body,
    read_body,
    verify_statement,
)
from imprimatur.tables import number_pins, to_tables
from tests.imprimatur.world import NOW, a_snapshot

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
TRUSTED = {key_id_of(PUBLIC): PUBLIC}
SNAPSHOT = a_snapshot()
BODY = canonical(to_tables(SNAPSHOT))
STATEMENT = Statement(
    issuer="https://ai.example.org",
    digest=digest_of(BODY),
    size=len(BODY),
    revision=SNAPSHOT.revision,
    issued_at=NOW,
    valid_until=NOW + timedelta(seconds=30),
    key_id=key_id_of(PUBLIC),
)
RAW = STATEMENT.to_bytes()
SIGNATURE = KEY.sign(SIGNED_PREFIX + RAW)


def test_what_was_signed_is_read_back() -> None:
    assert verify_statement(RAW, SIGNATURE, TRUSTED) == STATEMENT
    assert open_body(BODY, STATEMENT) == number_pins(SNAPSHOT)


def test_the_bytes_are_the_same_whatever_the_order_of_members() -> None:
    assert canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'.encode()
    with pytest.raises(TypeError):
        canonical({"a": [{"b": 0.5}]})


@pytest.mark.parametrize("place", range(0, len(BODY), max(1, len(BODY) // 60)))
def test_a_flipped_bit_of_the_body_is_refused(place: int) -> None:
    flipped = bytearray(BODY)
    flipped[place] ^= 1
    with pytest.raises(InvalidBundle, match="not the one that was signed"):
        open_body(bytes(flipped), STATEMENT)


@pytest.mark.parametrize("place", range(len(RAW)))
def test_a_flipped_bit_of_the_statement_is_refused(place: int) -> None:
    flipped = bytearray(RAW)
    flipped[place] ^= 1
    with pytest.raises(InvalidBundle):
        verify_statement(bytes(flipped), SIGNATURE, TRUSTED)


@pytest.mark.parametrize("place", range(64))
def test_a_flipped_bit_of_the_signature_is_refused(place: int) -> None:
    flipped = bytearray(SIGNATURE)
    flipped[place] ^= 1
    with pytest.raises(InvalidBundle, match="signature does not fit"):
        verify_statement(RAW, bytes(flipped), TRUSTED)


def test_another_key_is_refused_even_under_the_trusted_name() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    with pytest.raises(InvalidBundle, match="signature does not fit"):
        verify_statement(RAW, other.sign(SIGNED_PREFIX + RAW), TRUSTED)
    named = replace(STATEMENT, key_id=key_id_of(other.public_key().public_bytes_raw())).to_bytes()
    with pytest.raises(InvalidBundle, match="not trusted"):
        verify_statement(named, other.sign(SIGNED_PREFIX + named), TRUSTED)


def test_a_signature_on_the_bare_bytes_is_none_on_a_statement() -> None:
    with pytest.raises(InvalidBundle, match="signature does not fit"):
        verify_statement(RAW, KEY.sign(RAW), TRUSTED)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        RAW.replace(b"imprimatur-bundle/2", b"imprimatur-bundle/1"),
        RAW.replace(b'"revision":', b'"more":1,"revision":'),
        RAW.replace(b'"size":', b'"size":true,"sized":'),
        RAW.replace(b"Z", b""),
        b" " * 5_000,
        b"[" * 4_000,
    ],
)
def test_what_is_no_statement_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidBundle):
        Statement.from_bytes(raw)


def test_a_body_of_another_revision_is_refused() -> None:
    body = canonical({**to_tables(SNAPSHOT), "revision": SNAPSHOT.revision + 1})
    stated = replace(STATEMENT, digest=digest_of(body), size=len(body))
    with pytest.raises(InvalidBundle, match="different revisions"):
        open_body(body, stated)


def test_another_format_is_refused_by_its_name() -> None:
    """A client that is older than its server, or newer, says so instead of that a signature does not fit."""
    newer = RAW.replace(b"imprimatur-bundle/2", b"imprimatur-bundle/3")
    with pytest.raises(InvalidBundle, match="imprimatur-bundle/2 was expected and not 'imprimatur-bundle/3'"):
        verify_statement(newer, KEY.sign(SIGNED_PREFIX + newer), TRUSTED)
    with pytest.raises(InvalidBundle, match="tables of format imprimatur-tables/1 were expected"):
        read_body(canonical(SNAPSHOT.to_dict()))
