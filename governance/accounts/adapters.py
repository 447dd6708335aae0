"""How allauth meets our accounts: nobody signs up by themselves, passwords are set by our service."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from governance.accounts import services
from governance.accounts.enums import AccountKind

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail and password do not belong together. Check both and try again."),
        "too_many_login_attempts": _(
            "Too many failed attempts. Wait five minutes and try again, or set a new password."
        ),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
        "incorrect_code": _("This code is not right, or no longer. Enter the one shown now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: accounts are opened by an administrator."""
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Set the password through our service, so that it is recorded."""
        services.set_password(actor=user, user=user, password=password)
        user.refresh_from_db(fields=["password", "password_is_temporary"])

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Check the password of this very account, whatever addresses the library remembers."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send mail; a mail server that is down is logged, and says nothing about which accounts exist."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception("mail_not_sent", template=template_prefix)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address our proxy rule trusts, so that rate limits cannot be dodged by a header."""
        from governance.core.client_address import get_client_address

        return get_client_address(request)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-on through an identity provider opens no account until an administrator allows it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: a first sign-on must match an account that exists."""
        return False


class PeopleResetPasswordForm(ResetPasswordForm):
    """Asks for the e-mail to send a link to; only people who may sign in get one, and nobody is told who does."""

    def clean_email(self) -> str:
        """Keep the accounts of people among those with the address."""
        email: str = super().clean_email()
        self.users: list[Any] = [user for user in self.users if user.kind == AccountKind.PERSON]
        return email
