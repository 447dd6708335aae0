"""Reads about accounts: system actors, the permission catalogue, who holds what."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import timezone

from governance.accounts.models import RoleAssignment, User

OUR_APPS = ("governance", "registry", "vendors")


def list_available_permissions() -> list[str]:
    """Return every permission that a role can hold, as "app.action_kind", sorted."""
    rows = Permission.objects.filter(content_type__app_label__in=OUR_APPS).exclude(
        codename__contains="historical"
    )
    return sorted(
        f"{app}.{codename}" for app, codename in rows.values_list("content_type__app_label", "codename")
    )


def list_role_keys(user: User) -> set[str]:
    """Return the keys of the roles the account holds now, in any scope."""
    now = timezone.now()
    rows = RoleAssignment.objects.filter(user=user, role__is_active=True, starts_at__lte=now)
    return set(rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)).values_list("role__key", flat=True))


def get_user_by_email(email: str) -> User | None:
    """Return the account with this e-mail, or None."""
    user: User | None = User.objects.filter(email__iexact=email.strip()).first()
    return user


def find_people(actor: Any, text: str, limit: int = 20) -> list[User]:
    """Return active people whose name or e-mail contains the text, as far as the actor may see them."""
    rows = User.objects.restrict(actor, "view").filter(
        Q(name__icontains=text) | Q(email__icontains=text), is_active=True
    )
    return list(rows[:limit])
