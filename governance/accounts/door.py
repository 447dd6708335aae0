"""One door for accounts, roles and keys: the generic services (change_record, imports) cannot write them.

Whoever may change accounts could otherwise give themselves a role, extend it, or make themselves superuser through a
form, a serializer or an import that names one field too many.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from governance.core.errors import NotPermitted
from governance.core.writing import current_scope, service

R = TypeVar("R")
_inside: ContextVar[bool] = ContextVar("imprimatur_identity_door", default=False)


def identity_service(function: Callable[..., R]) -> Callable[..., R]:
    """Make a function a service (see core/writing.py) that may write accounts, roles and keys."""

    @functools.wraps(function)
    def run(**arguments: Any) -> R:
        token = _inside.set(True)
        try:
            return function(**arguments)
        finally:
            _inside.reset(token)

    return service(run)


def require_own_door() -> None:
    """Raise NotPermitted inside any other service; forms that merely validate run in no service at all."""
    if current_scope() is not None and not _inside.get():
        raise NotPermitted(_("Accounts, roles and keys change through their own actions only."))
