"""How the schema describes the two ways of being known; the schema generator finds the classes by being imported."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """A bearer key."""

    target_class = "governance.accounts.authn.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "imp_<prefix>_<secret>"}


class BrowserSessionScheme(OpenApiAuthenticationExtension):
    """The signed-in browser."""

    target_class = "governance.accounts.authn.BrowserSessionAuthentication"
    name = "browserSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "imprimatur_session"}
