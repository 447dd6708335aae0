"""Headers, cookies and the content security policy: strict everywhere, the admin alone may evaluate expressions."""

from __future__ import annotations

from typing import Any

from csp.constants import NONCE, NONE, SELF

from governance.settings import env
from governance.settings.base import MODE, PUBLIC_URL

_https = PUBLIC_URL.startswith("https://") or env.read_flag("BEHIND_TLS", default=MODE == "production")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.read_integer("SESSION_HOURS", 10, low=1, high=720) * 3600
SESSION_COOKIE_NAME = "imprimatur_session"
CSRF_COOKIE_NAME = "imprimatur_csrf"
CSRF_FAILURE_VIEW = "governance.core.old_forms.refuse_old_form"
SECURE_SSL_REDIRECT = _https and env.read_flag("REDIRECT_TO_TLS", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXY_COUNT = env.read_integer("TRUSTED_PROXY_COUNT", 0, low=0, high=10)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
