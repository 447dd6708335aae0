"""What the admin pages of accounts have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


class NoImportMixin:
    """Accounts, roles and keys are not imported from files: each of them is an act of its own."""

    def has_import_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False."""
        return False
