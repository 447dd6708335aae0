"""How the API knows its caller: a bearer key, or the browser session with CSRF protection."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from governance.accounts.models import ApiKey
from governance.core.origin import note_key

INVALID = _("This API key is not valid.")
USE_IS_NOTED_EVERY = timedelta(minutes=1)


def find_live_key(secret_hash: str, now: datetime) -> ApiKey | None:
    """Return the key of a hash with its owner, or None when there is none that may be used at the instant."""
    key = ApiKey.objects.select_related("owner").filter(secret_hash=secret_hash).first()
    return key if key is not None and key.is_live(now) else None


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer imp_…`; wrong, expired and revoked keys all get the same 401."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        """Return (owner, key), None when no bearer is given, or raise AuthenticationFailed."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise AuthenticationFailed(INVALID)
        return self.authenticate_secret(secret)

    def authenticate_secret(self, secret: str) -> tuple[Any, ApiKey]:
        """Return (owner, key) of a key that may be used now, or raise AuthenticationFailed."""
        refusal = AuthenticationFailed(INVALID)
        if not 16 <= len(secret) <= 200 or not secret.isascii():
            raise refusal
        now = timezone.now()
        key = find_live_key(ApiKey.hash_secret(secret), now)
        if key is None:
            raise refusal
        if key.last_used_at is None or now - key.last_used_at > USE_IS_NOTED_EVERY:
            key.last_used_at = now
            key.save(update_fields=["last_used_at"])
        note_key(key.pk)
        return key.owner, key

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge, so that a missing key is a 401."""
        return 'Bearer realm="imprimatur"'


class BrowserSessionAuthentication(SessionAuthentication):
    """The signed-in browser, for the API pages; writes need the CSRF token."""
