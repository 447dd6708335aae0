"""The mails that accounts send themselves; the sign-in library sends the others."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from governance.accounts.models import User
from governance.core.mail import link_to, send_letter


def send_password_link(user: User) -> None:
    """Mail a link to set a password; it works once, for a few days, and dies when e-mail or password change."""
    arguments = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = link_to("account_reset_password_from_key", **arguments)
    body = render_to_string("account/mail/set_password.txt", {"user": user, "link": link})
    send_letter(_("Imprimatur: set your password"), body, user.email)
