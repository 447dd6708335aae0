"""How allauth meets our accounts: nobody signs up by themselves, passwords are set by our service."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from governance.accounts import services


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: accounts are opened by an administrator."""
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Set the password through our service, so that it is recorded."""
        services.set_password(actor=user, user=user, password=password)
        user.refresh_from_db(fields=["password"])

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address our proxy rule trusts, so that rate limits cannot be dodged by a header."""
        from governance.core.middleware import get_client_address

        return get_client_address(request)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-on through an identity provider opens no account until an administrator allows it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: a first sign-on must match an account that exists."""
        return False
