"""Sign-in by e-mail and password for people; permissions come from roles, never from a backend."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from governance.accounts.enums import AccountKind


class SignInBackend(AuthenticationBackend):
    """allauth's e-mail sign-in for active people; grants no permission of its own."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse closed accounts, service accounts and system actors, at sign-in and at each request."""
        return bool(user.is_active and user.kind == AccountKind.PERSON)

    @classmethod
    def _stash_user(cls, user: Any) -> None:
        """Keep nobody.

        allauth would hand an account whose password was right but which may not sign in back to its form, to say so:
        that signs service accounts in, and tells a stranger that a closed account exists.
        """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Return False: roles decide (accounts/models.py)."""
        return False

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return nothing: roles decide."""
        return set()

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Return False: roles decide."""
        return False
