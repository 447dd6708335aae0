"""People and other actors, teams, roles as data, and API keys."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar, NoReturn
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.accounts.door import require_own_door
from governance.accounts.enums import AccountKind, KeyScope
from governance.accounts.held_rights import read_rights
from governance.accounts.querysets import UserManager
from governance.accounts.rules import TIME_ZONES
from governance.core.errors import ConflictingState
from governance.core.models import TrackedRecord
from governance.core.records import Scope
from governance.core.rights import Rights, rights_of


class Team(TrackedRecord):
    """Who asks: a part of the organisation that uses AI. Its key is what API callers send."""

    key = models.SlugField(
        _("key"), max_length=80, unique=True, help_text=_("Callers send this; it never changes.")
    )
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    scope = Scope(team="id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser, PermissionsMixin, TrackedRecord):
    """An account: a person, a service, or a named system actor. Signs in by e-mail; is never deleted, only closed."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=16, choices=AccountKind.choices, default=AccountKind.PERSON)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    password_is_temporary = models.BooleanField(
        _("password was set by somebody else"), default=False, editable=False
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    same_person_as = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="other_accounts",
        verbose_name=_("same person as"),
        help_text=_("A person counts once in votes, whatever accounts they hold."),
    )
    teams = models.ManyToManyField(Team, through="TeamMembership", related_name="members", blank=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    history_excluded = ("password", "last_login")
    untracked_fields = frozenset({"last_login", "password"})
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        ordering = ("name",)
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        permissions = (("reset_user", "Can set e-mails and passwords of other accounts"),)
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(condition=~Q(same_person_as=F("id")), name="account_not_own_twin"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def person_id(self) -> UUID:
        """The human behind the account: the first account of the person, or the account itself."""
        return self.same_person_as_id or self.pk

    def clean(self) -> None:
        """Lower the e-mail's domain and letters, and refuse unknown zones and chains of twins."""
        self.email = (self.email or "").strip().lower()
        if self.time_zone not in TIME_ZONES:
            raise ValidationError({"time_zone": _("This is not a time zone of the tz database.")})
        if self.same_person_as is not None:
            chained = self.same_person_as.same_person_as_id or self.other_accounts.exists()
            if chained or self.same_person_as_id == self.pk:
                raise ValidationError({"same_person_as": _("Name the person's first account.")})
        require_own_door()

    def compute_rights(self) -> Rights:
        """Read the role assignments in force now and return what they add up to."""
        return read_rights(self)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: an account is closed or made pseudonymous, so that no act loses its actor."""
        raise TypeError("Accounts are never deleted; close or anonymise them.")

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Return whether a role gives the permission; Django's groups and user permissions give nothing."""
        if obj is None or not isinstance(obj, TrackedRecord):
            return rights_of(self).somewhere_has(perm)
        action = perm.partition(".")[2].rpartition("_")[0]
        return type(obj).objects.restrict(self, action).filter(pk=obj.pk).exists()

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """Return whether every permission of the list is held."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Return whether any permission of the app is held."""
        rights = rights_of(self)
        held = (*rights.everywhere, *rights.teams, *rights.vendors)
        return rights.superuser or any(name.startswith(f"{app_label}.") for name in held)

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        """Return the organisation-wide permissions."""
        return set(rights_of(self).everywhere)

    def get_full_name(self) -> str:
        """Return the display name."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.partition(" ")[0]


class TeamMembership(TrackedRecord):
    """A person belongs to a team."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("team")
    )
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("account")
    )
    is_lead = models.BooleanField(_("leads the team"), default=False)

    scope = Scope(team="team_id")
    affects_decisions = True

    class Meta(TrackedRecord.Meta):
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = (models.UniqueConstraint(fields=("team", "user"), name="one_membership_per_team"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"


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


class ApiKey(TrackedRecord):
    """A machine's credential, bounded by its scopes and by its owner's rights. Only a hash is stored; shown once."""

    owner = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="api_keys", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(_("prefix"), max_length=16, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    history_excluded = ("secret_hash", "last_used_at")
    untracked_fields = frozenset({"last_used_at"})

    class Meta(TrackedRecord.Meta):
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} (imp_{self.prefix}_…)"

    def clean(self) -> None:
        """Refuse unknown scopes, and writes by other services than those of keys."""
        require_own_door()
        unknown = sorted(set(self.scopes) - set(KeyScope.values))
        if unknown:
            raise ValidationError({"scopes": _("There is no scope called: %s") % ", ".join(unknown)})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a key is revoked, so that what it did keeps its name."""
        raise TypeError("API keys are never deleted; revoke them.")

    def is_live(self, now: Any) -> bool:
        """Return whether the key may be used at the instant."""
        return self.revoked_at is None and now < self.expires_at and self.owner.is_active

    @staticmethod
    def hash_secret(secret: str) -> str:
        """Return the SHA-256 of a key; keys carry 256 random bits, so a slow hash would add nothing."""
        return hashlib.sha256(secret.encode()).hexdigest()
