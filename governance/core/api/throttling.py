"""Rate limits by key, account or address, shared by all processes through the cache."""

from __future__ import annotations

from typing import Any

from rest_framework.throttling import SimpleRateThrottle

from governance.core.client_address import get_client_address


def identify(request: Any) -> str:
    """Return whom a limit counts for: the key, the account, or else the address."""
    if request.auth is not None:
        return f"key:{request.auth.pk}"
    if request.user and request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{get_client_address(request)}"


class CallerThrottle(SimpleRateThrottle):
    """Counts by API key or account when known, by address else; spoofed forwarding headers change nothing."""

    scope = "caller"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Return the bucket of the caller."""
        ident = identify(request)
        if ident.startswith("address:"):
            self.rate = self.THROTTLE_RATES["anonymous"]
            self.num_requests, self.duration = self.parse_rate(self.rate)
        return f"throttle:{ident}"
