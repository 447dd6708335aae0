"""What accounts do when something else happens: a sign-in, a request for a link, a migration."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_login_failed
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from governance.accounts.mail import send_password_link
from governance.accounts.models import User
from governance.accounts.selectors import get_user_by_email
from governance.accounts.services import (
    get_system_actor,
    record_failed_sign_in,
    record_sign_in,
    sync_built_in_roles,
)
from governance.core.enums import Channel
from governance.core.models import RecordedEvent
from governance.core.origin import arriving_through
from governance.core.outbox import receives


@receiver(user_logged_in, dispatch_uid="imprimatur-signed-in")
def note_sign_in(request: Any, user: User, **_: Any) -> None:
    """Record a completed sign-in with the methods used."""
    used = request.session.get("account_authentication_methods", [])
    record_sign_in(actor=user, methods=[str(each.get("method", "")) for each in used])


@receiver(user_login_failed, dispatch_uid="imprimatur-sign-in-failed")
def note_failed_password(credentials: dict[str, Any], **_: Any) -> None:
    """Record a failed password, against the account if there is one."""
    user = get_user_by_email(str(credentials.get("email", "")))
    record_failed_sign_in(actor=get_system_actor("sign-in"), user=user, step="password")


@receiver(authentication_failed, dispatch_uid="imprimatur-second-factor-failed")
def note_failed_second_factor(user: User, **_: Any) -> None:
    """Record a wrong code after a right password: somebody may know the password."""
    record_failed_sign_in(actor=get_system_actor("sign-in"), user=user, step="mfa")


@receives("governance.account.password_link_requested", name="mail-password-link")
def mail_password_link(event: RecordedEvent, key: str) -> None:
    """Mail the link to the account's own address; a repeated delivery sends a second mail, which harms nothing."""
    user = User.objects.filter(pk=event.record_id, is_active=True).first()
    if user is not None:
        send_password_link(user)


@receiver(post_migrate, dispatch_uid="imprimatur-built-in-roles")
def bring_built_in_roles(sender: Any, using: str = "default", **_: Any) -> None:
    """Expand the built-in roles once the permissions of the last of our apps exist."""
    if getattr(sender, "label", "") != "registry":
        return
    from django.db import connections

    if "governance_role" not in connections[using].introspection.table_names():
        return
    with arriving_through(Channel.MIGRATION):
        sync_built_in_roles(actor=get_system_actor("migration"))
