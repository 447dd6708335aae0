"""The key that bundles are signed with: from BUNDLE_SIGNING_KEY, or made once in DATA_DIR."""

from __future__ import annotations

import os
from functools import cache, partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from governance.settings.env import read_kept_secret
from imprimatur.bundle import SIGNED_PREFIX, decode, key_id_of

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
            return Signer(decode(given))
        except ValueError:
            raise ImproperlyConfigured("BUNDLE_SIGNING_KEY is not 32 bytes in base64url.") from None
    return Signer(read_kept_secret(Path(settings.DATA_DIR) / FILE, partial(os.urandom, 32)))
