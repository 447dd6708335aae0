"""Named actors of our own code, and the first administrator."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from governance.accounts import events
from governance.accounts.door import identity_service
from governance.accounts.enums import AccountKind
from governance.accounts.models import Role, RoleAssignment, User
from governance.accounts.services.people import open_account
from governance.accounts.services.roles import assign_role
from governance.core.errors import ConflictingState
from governance.core.writing import publish

SYSTEM_DOMAIN = "system.invalid"
ADMINISTRATOR_ROLES = ("owner", "admin")


def get_system_actor(name: str) -> User:
    """Return the named actor of our own code ("catalogue-import"), opening its account at first use."""
    email = f"{name}@{SYSTEM_DOMAIN}"
    user: User | None = User.objects.filter(email=email, kind=AccountKind.SYSTEM).first()
    if user is not None:
        return user
    user = User(email=email, name=f"System: {name}", kind=AccountKind.SYSTEM)
    user.set_unusable_password()
    return _open_system_actor(actor=user)


@identity_service
def _open_system_actor(*, actor: User) -> User:
    """Save a system actor; it is its own first actor, since nobody came before it."""
    actor.save(force_insert=True)
    publish(events.ACCOUNT_OPENED, actor=actor, record=actor)
    return actor


def open_first_administrator(*, email: str, password: str | None, name: str = "Administrator") -> User:
    """Open the first administrator with the roles Owner and Admin; refused once any account holds one of them."""
    actor = get_system_actor("bootstrap")
    with transaction.atomic():
        if RoleAssignment.objects.filter(role__key__in=ADMINISTRATOR_ROLES).exists():
            raise ConflictingState(_("An administrator exists already; ask them for an account."))
        user = open_account(actor=actor, email=email, name=name, password=password, is_staff=True)
        for key in ADMINISTRATOR_ROLES:
            assign_role(actor=actor, user=user, role=Role.objects.get(key=key))
    return user
