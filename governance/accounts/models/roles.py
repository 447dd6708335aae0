"""Roles as data, and who holds them where."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.accounts.door import require_own_door
from governance.accounts.models.people import Team, User
from governance.core.errors import ConflictingState
from governance.core.models import TrackedRecord
from governance.core.records import Scope


class Role(TrackedRecord):
    """A named set of permissions. Built-in roles come with the product; an organisation adds its own."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    is_built_in = models.BooleanField(_("built in"), default=False, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    needs_vendor = models.BooleanField(
        _("for outsiders"),
        default=False,
        help_text=_("Given for one vendor's records only, never for the whole organisation."),
    )
    permissions = models.JSONField(_("permissions"), default=list, blank=True)

    affects_access = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Let a new role be written anywhere, a role in use and a built-in one by the services of roles alone."""
        if self.is_built_in or not self._state.adding:
            require_own_door()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete an own role that nobody holds."""
        if self.is_built_in:
            raise ConflictingState(_("Built-in roles stay. Withdraw them from the people who hold them."))
        return super().delete(*args, **kwargs)


class RoleAssignment(TrackedRecord):
    """A person holds a role: everywhere, or for one team's or one vendor's records; from an instant, until another."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="role_assignments", verbose_name=_("account")
    )
    role = models.ForeignKey(
        Role, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("role")
    )
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="role_assignments",
        verbose_name=_("for team"),
        help_text=_("Empty: for the whole organisation."),
    )
    vendor_ref = models.UUIDField(_("for vendor"), null=True, blank=True, db_index=True)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    scope = Scope(team="team_id")
    affects_access = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role"),
                condition=Q(team__isnull=True, vendor_ref__isnull=True),
                name="one_assignment_everywhere",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "team"),
                condition=Q(team__isnull=False),
                name="one_assignment_per_team",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "vendor_ref"),
                condition=Q(vendor_ref__isnull=False),
                name="one_assignment_per_vendor",
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True) | Q(vendor_ref__isnull=True), name="assignment_has_one_scope"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"

    def clean(self) -> None:
        """Refuse writes by other services than those of roles."""
        require_own_door()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """End the assignment; by `withdraw_role` alone."""
        require_own_door()
        return super().delete(*args, **kwargs)
