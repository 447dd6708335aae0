"""Reads about accounts: system actors, the permission catalogue, who holds what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils import timezone

from governance.accounts.enums import AccountKind
from governance.accounts.models import ApiKey, RoleAssignment, User
from governance.core.rights import rights_of

OFFICER = "governance-officer"
CLOSE = "governance.change_actionitem"
#: What the addresses of accounts end in that no mail reaches (RFC 2606).
NO_ADDRESS = ".invalid"
OUR_APPS = ("governance", "registry", "vendors")


def list_available_permissions() -> list[str]:
    """Return every permission that a role can hold, as "app.action_kind", sorted."""
    rows = Permission.objects.filter(content_type__app_label__in=OUR_APPS).exclude(
        codename__contains="historical"
    )
    return sorted(
        f"{app}.{codename}" for app, codename in rows.values_list("content_type__app_label", "codename")
    )


def list_held(at: datetime) -> QuerySet[RoleAssignment]:
    """Return the assignments of active roles that hold at an instant, in any scope."""
    rows: QuerySet[RoleAssignment] = RoleAssignment.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at), role__is_active=True, starts_at__lte=at
    )
    return rows


def list_role_keys(user: User) -> set[str]:
    """Return the keys of the roles the account holds now, in any scope."""
    return set(list_held(timezone.now()).filter(user=user).values_list("role__key", flat=True))


def get_user_by_email(email: str) -> User | None:
    """Return the account with this e-mail, or None."""
    user: User | None = User.objects.filter(email__iexact=email.strip()).first()
    return user


def is_reachable(user: User | None) -> bool:
    """Return whether mail can reach somebody: an open account of a person with an address of theirs."""
    if user is None or not user.is_active or user.kind != AccountKind.PERSON:
        return False
    return bool(user.email) and not user.email.endswith(NO_ADDRESS)


def list_officers() -> list[User]:
    """Return the governance officers that mail can reach: who holds the role everywhere now, by name.

    Where nobody does, those whose own roles let them close anybody's action items stand in for them.
    """
    everywhere = list_held(timezone.now()).filter(team__isnull=True, vendor_ref__isnull=True)
    held = list(everywhere.select_related("role", "user"))
    officers = {row.user for row in held if row.role.key == OFFICER and is_reachable(row.user)}
    if not officers:
        officers = {row.user for row in held if CLOSE in row.role.permissions and is_reachable(row.user)}
    return sorted(officers, key=lambda user: (user.name, user.pk))


def find_people(actor: Any, text: str, limit: int = 20) -> list[User]:
    """Return active people whose name or e-mail contains the text, as far as the actor may see them."""
    rows = User.objects.restrict(actor, "view").filter(
        Q(name__icontains=text) | Q(email__icontains=text), is_active=True
    )
    return list(rows[:limit])


def list_assignments(user: User) -> list[RoleAssignment]:
    """Return the roles that the account holds now, each with its scope."""
    rows = list_held(timezone.now()).filter(user=user).select_related("role", "team")
    return list(rows.order_by("role__name"))


def list_own_keys(user: User) -> list[ApiKey]:
    """Return the account's own API keys, newest first."""
    return list(ApiKey.objects.filter(owner=user))


def list_held_permissions(user: User) -> list[str]:
    """Return every permission that the account holds in some scope, sorted."""
    rights = rights_of(user, fresh=True)
    held = {*rights.everywhere, *rights.teams, *rights.vendors}
    return list_available_permissions() if rights.superuser else sorted(held)


def find_visible_account(actor: User, email: str) -> User | None:
    """Return the account with this e-mail when the actor may see it; foreign and missing look the same."""
    found: User | None = User.objects.restrict(actor, "view").filter(email__iexact=email.strip()).first()
    return found
