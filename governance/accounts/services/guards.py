"""What several services of accounts refuse alike."""

from __future__ import annotations

from django.utils.translation import gettext as _

from governance.accounts.enums import AccountKind
from governance.accounts.models import User
from governance.accounts.rules import covers
from governance.core.errors import ConflictingState, NotPermitted
from governance.core.rights import rights_of


def is_same_person(one: User, other: User) -> bool:
    """Return whether two accounts belong to one person."""
    return bool(one.person_id == other.person_id)


def require_ordinary_account(user: User) -> None:
    """Raise ConflictingState for a system actor: our own code rests on it."""
    if user.kind == AccountKind.SYSTEM:
        raise ConflictingState(_("System actors belong to the product itself and do not change."))


def require_cover(actor: User, user: User) -> None:
    """Raise NotPermitted when the account holds rights that the actor lacks, so nobody comes to act as their better.

    Whoever sets an account's password, e-mail or API key can act as that account. A closed account is judged by what
    it would hold once reopened.
    """
    if actor.pk == user.pk or actor.kind == AccountKind.SYSTEM:
        return
    held = User.objects.get(pk=user.pk)
    if not held.is_active:
        # Rights are read from active accounts alone, so a closed one is out of reach until it is reopened.
        raise ConflictingState(_("The account is closed. Reopen it first."))
    if not covers(rights_of(actor, fresh=True), rights_of(held, fresh=True)):
        raise NotPermitted(
            _("This account holds rights that you do not hold, so you cannot act in its name: %s") % user
        )


def lock_account(user: User) -> User:
    """Return the account as it stands now, locked until the transaction ends; takes a request's lazy user as well."""
    locked: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    return locked
