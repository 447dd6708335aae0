"""Teams, accounts of people and other actors, and who belongs to which team."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from governance.accounts.door import require_own_door
from governance.accounts.enums import AccountKind
from governance.accounts.held_rights import read_rights
from governance.accounts.querysets import UserManager
from governance.accounts.rules import TIME_ZONES
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
    affects_access = True

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
    part_of = "user"

    class Meta(TrackedRecord.Meta):
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = (models.UniqueConstraint(fields=("team", "user"), name="one_membership_per_team"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"
