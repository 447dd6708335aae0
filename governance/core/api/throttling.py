"""Rate limits by key, account or address, shared by all processes through the cache."""

from __future__ import annotations

from typing import Any

from rest_framework.throttling import SimpleRateThrottle

from governance.core.client_address import get_client_address


class CallerThrottle(SimpleRateThrottle):
    """Counts by API key or account when known, by address else; spoofed forwarding headers change nothing."""

    scope = "caller"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Return the bucket of the caller."""
        if request.auth is not None:
            ident = f"key:{request.auth.pk}"
        elif request.user and request.user.is_authenticated:
            ident = f"user:{request.user.pk}"
        else:
            self.rate = self.THROTTLE_RATES["anonymous"]
            self.num_requests, self.duration = self.parse_rate(self.rate)
            ident = f"address:{get_client_address(request)}"
        return f"throttle:{ident}"
