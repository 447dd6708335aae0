"""Passwords: set by their owner, by somebody entitled, or by the owner through a mailed link."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from governance.accounts import events
from governance.accounts.door import identity_service
from governance.accounts.enums import AccountKind
from governance.accounts.models import User
from governance.accounts.services.guards import lock_account, require_cover
from governance.core.errors import ConflictingState, InvalidInput
from governance.core.writing import permit, publish


@identity_service
def set_password(*, actor: User, user: User, password: str) -> None:
    """Set a password; other sessions of the account end.

    People set their own. Somebody else needs the right to reset accounts and at least the rights of the account; the
    password then is temporary, and its owner replaces it at the next sign-in.
    """
    if actor.pk != user.pk:
        permit(actor, "reset", user)
        require_cover(actor, user)
    user = lock_account(user)
    if user.kind != AccountKind.PERSON or not user.is_active:
        raise ConflictingState(_("This account cannot sign in, so it has no password."))
    put_password(user, password, by=actor)
    user.save()
    publish(events.PASSWORD_SET, actor=actor, record=user, data={"temporary": user.password_is_temporary})


@identity_service
def request_password_link(*, actor: User, user: User) -> None:
    """Have a link to set a password mailed to the account's own address; whoever asks never sees it."""
    permit(actor, "change", user)
    if user.kind != AccountKind.PERSON or not user.is_active:
        raise ConflictingState(_("This account cannot sign in, so it has no password."))
    publish(events.PASSWORD_LINK_REQUESTED, actor=actor, record=user)


def put_password(user: User, password: str | None, *, by: User) -> None:
    """Put a checked password, or none, on the unsaved account; raise InvalidInput when it is too weak."""
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(fields={"password": " ".join(error.messages)}) from None
    user.set_password(password)
    user.password_is_temporary = by.pk != user.pk and by.kind != AccountKind.SYSTEM
