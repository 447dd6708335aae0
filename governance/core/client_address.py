"""Where a request comes from, as far as that can be known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def get_client_address(request: HttpRequest) -> str:
    """Return the caller's address: the peer, or the hop that trusted proxies recorded; never what a client claims."""
    return address_of(request.META)


def address_of(environ: Mapping[str, Any]) -> str:
    """Return the same of a request that has not become Django's."""
    hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(hops) >= trusted:
        return hops[-trusted][:64]
    return str(environ.get("REMOTE_ADDR", ""))[:64]
