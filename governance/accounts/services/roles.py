"""Giving and withdrawing roles, and what a role permits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.accounts import events
from governance.accounts.door import identity_service
from governance.accounts.enums import AccountKind
from governance.accounts.models import Role, RoleAssignment, Team, User
from governance.accounts.rules import covers
from governance.accounts.selectors import list_available_permissions
from governance.accounts.services.guards import is_same_person
from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from governance.core.rights import Rights, rights_of
from governance.core.services import change_record, create_record
from governance.core.writing import lock, permit, publish


@identity_service
def assign_role(
    *,
    actor: User,
    user: User,
    role: Role,
    team: Team | None = None,
    vendor_ref: UUID | None = None,
    ends_at: datetime | None = None,
) -> RoleAssignment:
    """Give a role: everywhere, or for one team's or vendor's records. Nobody gives a role to themselves.

    Who may give roles within one team only, gives there no more than they hold.
    """
    if is_same_person(actor, user) and actor.kind != AccountKind.SYSTEM:
        raise NotPermitted(_("You cannot give a role to yourself."))
    scope = {"user": user, "role": role, "team": team, "vendor_ref": vendor_ref}
    # One that ended makes way for the new one; its history stays.
    for ended in RoleAssignment.objects.filter(**scope, ends_at__lte=timezone.now()):
        lock(ended).delete()
    assignment: RoleAssignment = create_record(
        actor=actor, model=RoleAssignment, values={**scope, "ends_at": ends_at}
    )
    if not user.is_active or user.kind == AccountKind.SYSTEM:
        raise InvalidInput(fields={"user": _("This account cannot hold roles.")})
    if not role.is_active:
        raise InvalidInput(fields={"role": _("This role is no longer in use.")})
    if role.needs_vendor and vendor_ref is None:
        raise InvalidInput(
            fields={"role": _("This role is for outsiders: give it for one vendor's records only.")}
        )
    if ends_at is not None and ends_at <= timezone.now():
        raise InvalidInput(fields={"ends_at": _("The end must lie in the future.")})
    rights = rights_of(actor, fresh=True)
    if team is not None and not rights.everywhere_has(RoleAssignment.get_permission("add")):
        given = Rights(teams={name: frozenset({team.pk}) for name in role.permissions})
        if not covers(rights, given):
            raise NotPermitted(_("You can give roles for your team only as far as you hold them yourself."))
    data = {"role": role.key, "team": team.key if team else "", "vendor": str(vendor_ref or "")}
    publish(events.ROLE_ASSIGNED, actor=actor, record=user, data=data)
    return assignment


@identity_service
def withdraw_role(*, actor: User, assignment: RoleAssignment, reason: str = "") -> None:
    """End a role assignment now; its history stays.

    Nobody withdraws their own, so somebody who can give roles always remains.
    """
    permit(actor, "delete", assignment)
    assignment = lock(assignment)
    if is_same_person(actor, assignment.user):
        raise ConflictingState(_("Somebody else must withdraw roles of your own."))
    publish(
        events.ROLE_WITHDRAWN,
        actor=actor,
        record=assignment.user,
        reason=reason,
        data={"role": assignment.role.key},
    )
    assignment.delete()


@identity_service
def create_role(*, actor: User, values: Mapping[str, Any]) -> Role:
    """Make an own role without permissions; the matrix gives them."""
    given = {name: values[name] for name in ("key", "name", "description", "needs_vendor") if name in values}
    role: Role = create_record(actor=actor, model=Role, values=given)
    return role


@identity_service
def change_role(*, actor: User, record: Role, values: Mapping[str, Any]) -> Role:
    """Change the wording of an own role, or take it out of use; nobody puts a role of their own back into use."""
    role = lock(record)
    strangers = sorted(set(values) - {"name", "description", "is_active"})
    if strangers:
        raise InvalidInput(
            fields={name: _("This changes through its own action only.") for name in strangers}
        )
    if role.is_built_in:
        raise ConflictingState(_("Built-in roles do not change. Copy the role and change the copy."))
    if values.get("is_active") and not role.is_active and _holds(actor, role):
        raise NotPermitted(_("You hold this role; somebody else must put it into use."))
    changed: Role = change_record(actor=actor, record=role, values=values)
    return changed


@identity_service
def copy_role(*, actor: User, role: Role) -> Role:
    """Make an own role with the permissions of another; nobody holds it yet."""
    permit(actor, "view", role)
    key = f"{role.key}-copy"
    number = 2
    while Role.objects.filter(key=key).exists():
        key, number = f"{role.key}-copy-{number}", number + 1
    values = {
        "key": key,
        "name": _("Copy of %s") % role.name,
        "description": role.description,
        "permissions": role.permissions,
        "needs_vendor": role.needs_vendor,
    }
    copy: Role = create_record(actor=actor, model=Role, values=values)
    publish(events.ROLE_COPIED, actor=actor, record=copy, data={"from": role.key})
    return copy


@identity_service
def set_role_permissions(*, actor: User, role: Role, permissions: Iterable[str]) -> Role:
    """Replace the permissions of an own role; built-in roles are copied, not changed, and nobody widens their own."""
    permit(actor, "change", role)
    role = lock(role)
    if role.is_built_in:
        raise ConflictingState(_("Built-in roles do not change. Copy the role and change the copy."))
    wanted = sorted(set(permissions))
    unknown = sorted(set(wanted) - set(list_available_permissions()) - set(role.permissions))
    if unknown:
        raise InvalidInput(
            fields={"permissions": _("There is no permission called: %s") % ", ".join(unknown)}
        )
    added = set(wanted) - set(role.permissions)
    if added and _holds(actor, role):
        raise NotPermitted(_("You hold this role; somebody else must widen it."))
    if wanted != role.permissions:
        removed = sorted(set(role.permissions) - set(wanted))
        role.permissions = wanted
        role.save()
        data = {"added": sorted(added), "removed": removed}
        publish(events.ROLE_PERMISSIONS_CHANGED, actor=actor, record=role, data=data)
    return role


def _holds(actor: User, role: Role) -> bool:
    """Return whether any account of the actor's person holds the role, in any scope, now or later."""
    person = Q(user_id=actor.person_id) | Q(user__same_person_as_id=actor.person_id)
    lasts = Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now())
    return bool(RoleAssignment.objects.filter(person, lasts, role=role).exists())


@identity_service
def sync_built_in_roles(*, actor: User) -> None:
    """Bring the built-in roles in line with the product's own list; runs after each migration."""
    from governance.accounts.roles import BUILT_IN_ROLES, expand

    available = list_available_permissions()
    for built_in in BUILT_IN_ROLES:
        role = Role.objects.filter(key=built_in.key).first() or Role(key=built_in.key)
        wanted = {
            "name": built_in.name,
            "description": built_in.description,
            "is_built_in": True,
            "needs_vendor": built_in.needs_vendor,
            "permissions": expand(built_in, available),
        }
        if any(getattr(role, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(role, name, value)
            role.save()
            publish(events.ROLE_PERMISSIONS_CHANGED, actor=actor, record=role)
