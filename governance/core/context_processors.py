"""What every template may show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from governance.core.rights import rights_of


def product(request: HttpRequest) -> dict[str, Any]:
    """Return the product's name and whether the reader may enter the admin."""
    user = getattr(request, "user", None)
    return {
        "product_name": "Imprimatur",
        "may_enter_admin": bool(user and getattr(user, "is_staff", False)),
        "rights": rights_of(user),
    }
