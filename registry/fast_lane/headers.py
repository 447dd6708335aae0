"""What must be known of a call's headers before the fast lane takes it, and the headers of its answers."""

from __future__ import annotations

import re
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from governance.core.api.problems import CONTENT_TYPE
from governance.core.ids import new_id_text
from governance.core.middleware import ECHOED_ID, UNAVAILABLE_HEADERS

Environ = dict[str, Any]
_HSTS = (
    f"max-age={settings.SECURE_HSTS_SECONDS}"
    f"{'; includeSubDomains' if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ''}"
    f"{'; preload' if settings.SECURE_HSTS_PRELOAD else ''}"
)
_TAKES_JSON = re.compile(r"(?:^|,)\s*(?:\*/\*|application/(?:\*|json))\s*(?:,|$)")
_MOST_HOSTS = 100
_OF_AN_ANSWER = {"Content-Type", "Cache-Control", "Allow"}


class LaneHeaders:
    """Headers of answers: those that the long way's middleware gives to every answer of the API."""

    def __init__(self) -> None:
        self._hosts: dict[str, bool] = {}
        self._only_secure = settings.SECURE_SSL_REDIRECT
        self._has_hsts = bool(settings.SECURE_HSTS_SECONDS)
        self._always = [
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("Allow", "POST, OPTIONS"),
            ("Vary", "Authorization, Cookie, Accept-Language"),
            ("Content-Language", settings.LANGUAGE_CODE),
            ("Content-Security-Policy", build_policy()),
            ("X-Frame-Options", settings.X_FRAME_OPTIONS),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
            ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ]

    def fit(self, environ: Environ) -> bool:
        """Say whether host, transport and wanted format are as they should be; the long way refuses or redirects."""
        host = environ.get("HTTP_HOST", "")
        allowed = self._hosts.get(host)
        if allowed is None:
            allowed = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
            if len(self._hosts) >= _MOST_HOSTS:
                self._hosts.clear()
            self._hosts[host] = allowed
        accept = environ.get("HTTP_ACCEPT")
        return (
            allowed
            and (not self._only_secure or is_secure(environ))
            and (accept is None or accept == "*/*" or _TAKES_JSON.search(accept) is not None)
        )

    def make_unavailable(self, environ: Environ, length: int) -> list[tuple[str, str]]:
        """Return the headers of the 503."""
        kept = [pair for pair in self.make(environ, length) if pair[0] not in _OF_AN_ANSWER]
        return [("Content-Type", CONTENT_TYPE), *UNAVAILABLE_HEADERS.items(), *kept]

    def make(self, environ: Environ, length: int) -> list[tuple[str, str]]:
        """Return the headers of one answer."""
        given = environ.get("HTTP_X_REQUEST_ID")
        request_id = given if given and ECHOED_ID.match(given) else new_id_text()
        headers = [*self._always, ("Content-Length", str(length)), ("X-Request-ID", request_id)]
        if self._has_hsts and is_secure(environ):
            headers.append(("Strict-Transport-Security", _HSTS))
        return headers


def is_secure(environ: Environ) -> bool:
    """Say whether the call came by TLS, by the word of the server or of the trusted proxy."""
    proxy_header = settings.SECURE_PROXY_SSL_HEADER
    if proxy_header is not None and proxy_header[0] in environ:
        return bool(environ[proxy_header[0]].split(",")[0].strip() == proxy_header[1])
    return bool(environ.get("wsgi.url_scheme") == "https")
