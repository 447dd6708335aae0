"""The key that bundles are signed with: from BUNDLE_SIGNING_KEY, or made once in DATA_DIR."""

from __future__ import annotations

import base64
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from imprimatur.bundle import SIGNED_PREFIX, key_id_of

FILE = "bundle-key"


class Signer:
    """Signs statements."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._key.public_key().public_bytes_raw()
        self.key_id = key_id_of(self.public_key)

    def sign(self, statement: bytes) -> bytes:
        """Return the Ed25519 signature (64 bytes) of a statement."""
        return self._key.sign(SIGNED_PREFIX + statement)


@cache
def get_signer() -> Signer:
    """Return the signer of this installation; ImproperlyConfigured names a key that is none."""
    given = settings.BUNDLE_SIGNING_KEY
    if given:
        try:
            return Signer(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        except ValueError:
            raise ImproperlyConfigured("BUNDLE_SIGNING_KEY is not 32 bytes in base64url.") from None
    return Signer(read_or_make(Path(settings.DATA_DIR) / FILE))


def read_or_make(path: Path) -> bytes:
    """Return the 32 bytes of a key file; make it, for its owner's eyes alone, when there is none."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    seed = os.urandom(32)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(seed)
    return seed
