"""Opening and closing accounts, giving and withdrawing roles, issuing and revoking API keys."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts import events
from governance.accounts.enums import AccountKind
from governance.accounts.models import ApiKey, Role, RoleAssignment, Team, TeamMembership, User
from governance.accounts.selectors import list_available_permissions
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.services import check_valid, create_record
from governance.core.writing import lock, permit, publish, service

SYSTEM_DOMAIN = "system.invalid"
MAX_KEY_DAYS = 366


def get_system_actor(name: str) -> User:
    """Return the named actor of our own code ("catalogue-import"), opening its account at first use."""
    email = f"{name}@{SYSTEM_DOMAIN}"
    user: User | None = User.objects.filter(email=email).first()
    if user is not None:
        return user
    user = User(email=email, name=f"System: {name}", kind=AccountKind.SYSTEM)
    user.set_unusable_password()
    return _open_system_actor(actor=user)


@service
def _open_system_actor(*, actor: User) -> User:
    """Save a system actor; it is its own first actor, since nobody came before it."""
    actor.save(force_insert=True)
    publish(events.ACCOUNT_OPENED, actor=actor, record=actor)
    return actor


@service
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
    _put_password(user, password)
    check_valid(user)
    user.save(force_insert=True)
    publish(events.ACCOUNT_OPENED, actor=actor, record=user)
    return user


def open_first_administrator(*, email: str, password: str | None, name: str = "Administrator") -> User:
    """Open the first administrator with the roles Owner and Admin; refused once any person can manage accounts."""
    actor = get_system_actor("bootstrap")
    if RoleAssignment.objects.filter(role__key__in=("owner", "admin")).exists():
        raise ConflictingState(_("An administrator exists already; ask them for an account."))
    user = open_account(actor=actor, email=email, name=name, password=password, is_staff=True)
    for key in ("owner", "admin"):
        assign_role(actor=actor, user=user, role=Role.objects.get(key=key))
    return user


@service
def set_password(*, actor: User, user: User, password: str) -> None:
    """Set a password: people their own, account managers anybody's; other sessions of the account end."""
    if actor.pk != user.pk:
        permit(actor, "change", user)
    user = lock(user)
    _put_password(user, password)
    user.save()
    publish(events.PASSWORD_SET, actor=actor, record=user)


def _put_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(fields={"password": " ".join(error.messages)}) from None
    user.set_password(password)


@service
def close_account(*, actor: User, user: User, reason: str) -> User:
    """Close an account at once: sign-in, sessions and API keys are dead with the commit."""
    permit(actor, "change", user)
    if actor.pk == user.pk:
        raise ConflictingState(_("You cannot close your own account."))
    user = lock(user)
    user.is_active = False
    user.save()
    for key in user.api_keys.filter(revoked_at__isnull=True):
        key.revoked_at = timezone.now()
        key.save()
    _end_sessions(user)
    publish(events.ACCOUNT_CLOSED, actor=actor, record=user, reason=reason)
    return user


@service
def reopen_account(*, actor: User, user: User, reason: str) -> User:
    """Open a closed account again; its keys stay revoked."""
    permit(actor, "change", user)
    user = lock(user)
    user.is_active = True
    user.save()
    publish(events.ACCOUNT_REOPENED, actor=actor, record=user, reason=reason)
    return user


@service
def anonymise_account(*, actor: User, user: User, reason: str) -> User:
    """Replace name and e-mail of a closed account by a pseudonym; every act keeps its actor (GDPR Article 17)."""
    permit(actor, "change", user)
    user = lock(user)
    if user.is_active:
        raise ConflictingState(_("Close the account first."))
    pseudonym = f"person-{str(user.pk)[-12:]}"
    user.name, user.email = pseudonym, f"{pseudonym}@anonymous.invalid"
    user.set_unusable_password()
    user.save()
    for row in user.history.all():
        row.name, row.email = user.name, user.email
        row.save()
    publish(events.ACCOUNT_ANONYMISED, actor=actor, record=user, reason=reason)
    return user


def _end_sessions(user: User) -> None:
    from allauth.usersessions.models import UserSession

    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()


@service
def assign_role(
    *,
    actor: User,
    user: User,
    role: Role,
    team: Team | None = None,
    vendor_ref: UUID | None = None,
    ends_at: datetime | None = None,
) -> RoleAssignment:
    """Give a role: everywhere, or for one team's or vendor's records. Nobody gives a role to themselves."""
    if user.person_id == actor.person_id and actor.kind != AccountKind.SYSTEM:
        raise NotPermitted(_("You cannot give a role to yourself."))
    values = {"user": user, "role": role, "team": team, "vendor_ref": vendor_ref, "ends_at": ends_at}
    assignment = create_record(actor=actor, model=RoleAssignment, values=values)
    publish(
        events.ROLE_ASSIGNED,
        actor=actor,
        record=user,
        data={"role": role.key, "team": team.key if team else ""},
    )
    return assignment


@service
def withdraw_role(*, actor: User, assignment: RoleAssignment, reason: str = "") -> None:
    """End a role assignment now; its history stays."""
    permit(actor, "delete", assignment)
    assignment = lock(assignment)
    publish(
        events.ROLE_WITHDRAWN,
        actor=actor,
        record=assignment.user,
        reason=reason,
        data={"role": assignment.role.key},
    )
    assignment.delete()


@service
def set_role_permissions(*, actor: User, role: Role, permissions: Iterable[str]) -> Role:
    """Replace the permissions of an own role; built-in roles are copied, not changed, and nobody widens their own."""
    permit(actor, "change", role)
    role = lock(role)
    if role.is_built_in:
        raise ConflictingState(_("Built-in roles do not change. Copy the role and change the copy."))
    wanted = sorted(set(permissions))
    unknown = sorted(set(wanted) - set(list_available_permissions()))
    if unknown:
        raise InvalidInput(
            fields={"permissions": _("There is no permission called: %s") % ", ".join(unknown)}
        )
    added = set(wanted) - set(role.permissions)
    if added and RoleAssignment.objects.filter(role=role, user=actor).exists():
        raise NotPermitted(_("You hold this role; somebody else must widen it."))
    if wanted != role.permissions:
        removed = sorted(set(role.permissions) - set(wanted))
        role.permissions = wanted
        role.save()
        data = {"added": sorted(added), "removed": removed}
        publish(events.ROLE_PERMISSIONS_CHANGED, actor=actor, record=role, data=data)
    return role


@service
def add_team_member(*, actor: User, team: Team, user: User, is_lead: bool = False) -> TeamMembership:
    """Put a person into a team."""
    values = {"team": team, "user": user, "is_lead": is_lead}
    return create_record(actor=actor, model=TeamMembership, values=values)


@service
def issue_api_key(
    *, actor: User, owner: User, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Issue a key and return it with its secret, which is shown this once and stored as a hash only."""
    permit(actor, "add", ApiKey)
    now = timezone.now()
    expires_at = expires_at or now + timedelta(days=90)
    if not now < expires_at <= now + timedelta(days=MAX_KEY_DAYS):
        raise InvalidInput(fields={"expires_at": _("A key must end within %d days.") % MAX_KEY_DAYS})
    if owner.kind == AccountKind.SYSTEM or not owner.is_active:
        raise InvalidInput(fields={"owner": _("This account cannot hold keys.")})
    wanted = sorted(set(scopes))
    if not wanted:
        raise InvalidInput(fields={"scopes": _("Choose at least one scope.")})
    prefix = secrets.token_hex(5)
    secret = f"imp_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        owner=owner,
        name=name,
        prefix=prefix,
        secret_hash=ApiKey.hash_secret(secret),
        scopes=wanted,
        expires_at=expires_at,
    )
    check_valid(key)
    key.save(force_insert=True)
    publish(events.KEY_ISSUED, actor=actor, record=key, data={"scopes": wanted, "owner": str(owner.pk)})
    return key, secret


@service
def revoke_api_key(*, actor: User, key: ApiKey, reason: str = "") -> ApiKey:
    """Revoke a key; the next request with it is refused. Owners may always revoke their own."""
    if key.owner_id != actor.pk:
        permit(actor, "change", key)
    key = lock(key)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save()
        publish(events.KEY_REVOKED, actor=actor, record=key, reason=reason)
    return key


@service
def sync_built_in_roles(*, actor: User) -> None:
    """Bring the built-in roles in line with the product's own list; runs after each migration."""
    from governance.accounts.roles import BUILT_IN_ROLES, expand

    available = list_available_permissions()
    for built_in in BUILT_IN_ROLES:
        role = Role.objects.filter(key=built_in.key).first() or Role(key=built_in.key)
        wanted = (built_in.name, built_in.description, True, expand(built_in, available))
        if (role.name, role.description, role.is_built_in, role.permissions) != wanted:
            role.name, role.description, role.is_built_in, role.permissions = wanted
            role.save()
