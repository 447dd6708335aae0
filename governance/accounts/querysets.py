"""The manager of accounts, as Django's and allauth's own code expects it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth.base_user import BaseUserManager

from governance.core.querysets import TrackedQuerySet


class UserManager(BaseUserManager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
    """Looks accounts up by e-mail; creating one is a service, so Django's shortcuts are refused."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> Any:
        """Return the account with this e-mail, whatever its letters' case."""
        return self.get(email__iexact=username)

    def create_user(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: accounts are opened by the service of that name."""
        raise TypeError("Use governance.accounts.services.open_account.")

    def create_superuser(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: the first administrator is opened by the command create_administrator."""
        raise TypeError("Use manage.py create_administrator.")
