"""Opening, changing, linking, closing and anonymising accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts import events
from governance.accounts.door import identity_service
from governance.accounts.enums import AccountKind
from governance.accounts.models import User
from governance.accounts.services.guards import (
    is_same_person,
    lock_account,
    require_cover,
    require_ordinary_account,
)
from governance.accounts.services.passwords import put_password
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.services import check_valid
from governance.core.writing import permit, publish

CHANGEABLE = frozenset({"name", "email", "time_zone", "is_staff"})


@identity_service
def open_account(
    *,
    actor: User,
    email: str,
    name: str,
    password: str | None = None,
    kind: str = AccountKind.PERSON,
    is_staff: bool = False,
    time_zone: str = "UTC",
    same_person_as: User | None = None,
) -> User:
    """Open an account without roles; roles are given by `assign_role`."""
    user = User(
        email=email,
        name=name,
        kind=kind,
        is_staff=is_staff,
        time_zone=time_zone,
        same_person_as=same_person_as,
    )
    permit(actor, "add", user)
    if kind == AccountKind.SYSTEM:
        raise InvalidInput(fields={"kind": _("System actors are opened by the product itself.")})
    if kind == AccountKind.SERVICE and password is not None:
        raise InvalidInput(fields={"password": _("Service accounts have API keys, no password.")})
    put_password(user, password, by=actor)
    check_valid(user)
    user.save(force_insert=True)
    publish(events.ACCOUNT_OPENED, actor=actor, record=user)
    return user


@identity_service
def change_account(*, actor: User, record: User, values: Mapping[str, Any]) -> User:
    """Change name, e-mail, time zone or entry to the admin of an account; everything else has its own action.

    The e-mail is where links to set a password go, so changing it needs the right to reset accounts, and at least the
    rights that the account holds.
    """
    permit(actor, "change", record)
    strangers = sorted(set(values) - CHANGEABLE)
    if strangers:
        raise InvalidInput(
            fields={name: _("This changes through its own action only.") for name in strangers}
        )
    user = lock_account(record)
    require_ordinary_account(user)
    given = dict(values)
    if "email" in given:
        given["email"] = str(given["email"]).strip().lower()
    changed = {name: value for name, value in given.items() if getattr(user, name) != value}
    if not changed:
        return user
    if "email" in changed:
        permit(actor, "reset", user)
        require_cover(actor, user)
    for name, value in changed.items():
        setattr(user, name, value)
    check_valid(user)
    user.save()
    if "email" in changed:
        forget_old_addresses(user)
    publish(events.ACCOUNT_CHANGED, actor=actor, record=user, data={"fields": sorted(changed)})
    return user


@identity_service
def change_own_profile(*, actor: User, time_zone: str) -> User:
    """Change what people may change about themselves: the time zone. Name and e-mail are the organisation's."""
    user = lock_account(actor)
    if user.time_zone != time_zone:
        user.time_zone = time_zone
        check_valid(user)
        user.save()
        publish(events.ACCOUNT_CHANGED, actor=actor, record=user, data={"fields": ["time_zone"]})
    return user


@identity_service
def link_accounts(*, actor: User, user: User, same_person_as: User | None, reason: str) -> User:
    """Say that two accounts are one person, who then counts once in votes; or that they are not (None).

    Nobody unties accounts of their own: the second one could then vote beside the first, or be given a role by it.
    """
    permit(actor, "change", user)
    user = lock_account(user)
    require_ordinary_account(user)
    if user.same_person_as_id is not None and is_same_person(actor, user):
        raise NotPermitted(_("Somebody else must untie accounts of your own."))
    if same_person_as is not None and same_person_as.kind != AccountKind.PERSON:
        raise InvalidInput(fields={"same_person_as": _("Choose the account of a person.")})
    user.same_person_as = same_person_as
    check_valid(user)
    user.save()
    data = {"same_person_as": str(same_person_as.pk) if same_person_as else None}
    publish(events.ACCOUNT_LINKED, actor=actor, record=user, reason=reason, data=data)
    return user


@identity_service
def close_account(*, actor: User, user: User, reason: str) -> User:
    """Close an account at once: sign-in, sessions and API keys are dead with the commit.

    Nobody closes their own, so somebody who may open it again always remains.
    """
    permit(actor, "change", user)
    if actor.pk == user.pk:
        raise ConflictingState(_("You cannot close your own account."))
    user = lock_account(user)
    require_ordinary_account(user)
    if not user.is_active:
        raise ConflictingState(_("The account is closed already."))
    user.is_active = False
    user.save()
    for key in user.api_keys.filter(revoked_at__isnull=True):
        key.revoked_at = timezone.now()
        key.save()
    end_sessions(user)
    publish(events.ACCOUNT_CLOSED, actor=actor, record=user, reason=reason)
    return user


@identity_service
def reopen_account(*, actor: User, user: User, reason: str) -> User:
    """Open a closed account again; its keys stay revoked. Nobody reopens an account of their own person."""
    permit(actor, "change", user)
    if is_same_person(actor, user) and actor.kind != AccountKind.SYSTEM:
        raise NotPermitted(_("Somebody else must reopen an account of your own."))
    user = lock_account(user)
    require_ordinary_account(user)
    if user.is_active:
        raise ConflictingState(_("The account is open."))
    if user.email.endswith(ANONYMOUS_DOMAIN):
        raise ConflictingState(_("The account was made pseudonymous; open a new one."))
    user.is_active = True
    user.save()
    publish(events.ACCOUNT_REOPENED, actor=actor, record=user, reason=reason)
    return user


ANONYMOUS_DOMAIN = "@anonymous.invalid"


@identity_service
def anonymise_account(*, actor: User, user: User, reason: str) -> User:
    """Replace name and e-mail of a closed account by a pseudonym; every act keeps its actor (GDPR Article 17).

    Second factors and known addresses go too. Events keep the label that they were written with.
    """
    from allauth.mfa.models import Authenticator

    permit(actor, "change", user)
    user = lock_account(user)
    require_ordinary_account(user)
    if user.is_active:
        raise ConflictingState(_("Close the account first."))
    pseudonym = f"person-{str(user.pk)[-12:]}"
    user.name, user.email = pseudonym, f"{pseudonym}{ANONYMOUS_DOMAIN}"
    user.set_unusable_password()
    user.save()
    for row in user.history.all():
        row.name, row.email = user.name, user.email
        row.save()
    Authenticator.objects.filter(user=user).delete()
    forget_old_addresses(user)
    publish(events.ACCOUNT_ANONYMISED, actor=actor, record=user, reason=reason)
    return user


def end_sessions(user: User) -> None:
    """Delete the sessions of an account; the sign-in backend refuses those it does not know of."""
    from allauth.usersessions.models import UserSession

    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()


def forget_old_addresses(user: User) -> None:
    """Delete the addresses that the sign-in library remembers, so that an old one opens nothing."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.filter(user=user).delete()
