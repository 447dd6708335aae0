"""Accounts in the admin: who they are, what they hold, and what can be done with them."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.accounts import services
from governance.accounts.admin.bars import NoImportMixin
from governance.accounts.enums import AccountKind
from governance.accounts.forms import (
    AccountForm,
    AssignmentForm,
    NewAccountForm,
    PasswordForm,
    SamePersonForm,
)
from governance.accounts.models import RoleAssignment, TeamMembership, User
from governance.accounts.selectors import find_visible_account
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline, Transition
from governance.core.admin.transitions import NoQuestions
from governance.core.errors import InvalidInput

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def open_account(*, actor: User, values: dict[str, Any]) -> User:
    """Open an account; a person without a password is mailed a link to set one."""
    user = services.open_account(actor=actor, **values)
    if user.kind == AccountKind.PERSON and not values.get("password"):
        services.request_password_link(actor=actor, user=user)
    return user


def link_by_email(*, actor: User, user: User, email: str, reason: str) -> User:
    """Link an account to the one with the e-mail, as far as the actor may see it."""
    first = find_visible_account(actor, email) if email else None
    if email and first is None:
        raise InvalidInput(fields={"email": _("There is no such account.")})
    return services.link_accounts(actor=actor, user=user, same_person_as=first, reason=reason)


def is_person(user: User) -> bool:
    """Return whether the account can sign in now."""
    return user.is_active and user.kind == AccountKind.PERSON


class RoleAssignmentInline(GovernedTabularInline):
    """The roles of an account: given and withdrawn, never rewritten."""

    model = RoleAssignment
    form = AssignmentForm
    fk_name = "user"
    fields = ("role", "team", "vendor_ref", "ends_at")
    show_change_link = False
    verbose_name = _("role")
    verbose_name_plural = _("roles")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a changed role is a new one."""
        return False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Let the form know who gives, so that it offers what they may see."""
        kwargs["form"] = type("ActorsAssignmentForm", (AssignmentForm,), {"actor": request.user})
        return super().get_formset(request, obj, **kwargs)


@admin.register(User)
class UserAdmin(NoImportMixin, GovernedModelAdmin):
    """Accounts. Passwords are never shown, accounts never deleted."""

    list_display = (
        "name",
        "email",
        "kind",
        "show_roles",
        "show_teams",
        "show_second_factor",
        "last_login",
        "is_active",
    )
    list_filter = ("kind", "is_active", "is_staff")
    search_fields = ("name", "email")
    readonly_fields = (
        "kind",
        "is_active",
        "same_person_as",
        "show_teams",
        "show_second_factor",
        "last_login",
        "created_at",
    )
    fieldsets = (
        (None, {"fields": (("name", "email"), ("time_zone", "is_staff"))}),
        (
            _("State"),
            {
                "fields": (
                    ("kind", "is_active"),
                    ("same_person_as", "show_teams"),
                    ("show_second_factor", "last_login"),
                    "created_at",
                )
            },
        ),
    )
    add_fieldsets = ((None, {"fields": (("name", "email"), ("kind", "time_zone"), "password", "is_staff")}),)
    inlines = (RoleAssignmentInline,)
    create_service = open_account
    change_service = services.change_account
    transitions = (
        Transition(
            "password",
            _("Set a temporary password"),
            services.set_password,
            "user",
            action="reset",
            form=PasswordForm,
            available=lambda user, reader: is_person(user) and user != reader,
            description=_("Better mail a link: then nobody but its owner ever knows the password."),
            done_message=_("The temporary password is set; all sessions of the account have ended."),
        ),
        Transition(
            "password-link",
            _("Mail a link to set the password"),
            services.request_password_link,
            "user",
            form=NoQuestions,
            available=lambda user, reader: is_person(user),
            description=_("The link goes to the address of the account and is shown to nobody else."),
            done_message=_("The link is on its way."),
        ),
        Transition(
            "same-person",
            _("Same person as…"),
            link_by_email,
            "user",
            form=SamePersonForm,
            available=lambda user, reader: user.kind == AccountKind.PERSON,
            description=_("A person counts once in votes, whatever accounts they hold."),
        ),
        Transition(
            "close",
            _("Close the account"),
            services.close_account,
            "user",
            available=lambda user, reader: (
                user.is_active and user != reader and user.kind != AccountKind.SYSTEM
            ),
            description=_("Its sessions and API keys are dead at once. What it did keeps its name."),
            dangerous=True,
            done_message=_("The account is closed."),
        ),
        Transition(
            "reopen",
            _("Reopen the account"),
            services.reopen_account,
            "user",
            available=lambda user, reader: not user.is_active,
            description=_("Its roles count again. Its API keys stay revoked."),
            done_message=_("The account is open."),
        ),
        Transition(
            "anonymise",
            _("Make pseudonymous"),
            services.anonymise_account,
            "user",
            available=lambda user, reader: not user.is_active,
            description=_(
                "Name and e-mail are replaced in the account and its history, for good. Do it when a person asks."
            ),
            dangerous=True,
            done_message=_("The account is pseudonymous."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring roles and teams, as far as the reader may see them, and second factors with the rows."""
        roles = RoleAssignment.objects.restrict(request.user, "view").select_related("role", "team")
        teams = TeamMembership.objects.restrict(request.user, "view").select_related("team")
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        return (
            super()
            .get_queryset(request)
            .select_related("same_person_as")
            .prefetch_related(Prefetch("role_assignments", roles), Prefetch("memberships", teams))
            .annotate(has_second_factor=Exists(factors))
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Open with the longer form."""
        return super().get_form(
            request, obj, change, form=AccountForm if obj is not None else NewAccountForm, **kwargs
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what belongs to opening, or to an account that exists."""
        return self.fieldsets if obj is not None else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the kind open while opening, and the e-mail closed to those who may not reset accounts."""
        if obj is None:
            return ()
        closed = () if self._may(request, "reset", obj) else ("email",)
        return (*self.readonly_fields, *closed)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Give roles to an account that exists."""
        return self.inlines if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave system actors alone."""
        if obj is not None and obj.kind == AccountKind.SYSTEM:
            return False
        return super().has_change_permission(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give and withdraw roles by their services."""
        actor: Any = request.user
        for row in formset.forms:
            if row.instance._state.adding:
                if row.has_changed() and not row.cleaned_data.get("DELETE"):
                    given = {name: row.cleaned_data[name] for name in RoleAssignmentInline.fields}
                    services.assign_role(actor=actor, user=form.instance, **given)
            elif formset.can_delete and row.cleaned_data.get("DELETE"):
                services.withdraw_role(actor=actor, assignment=row.instance)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    @display(description=_("roles"))
    def show_roles(self, user: User) -> str:
        """Name the roles, each with its scope."""
        return ", ".join(
            f"{row.role} ({row.team})" if row.team else str(row.role) for row in user.role_assignments.all()
        )

    @display(description=_("teams"))
    def show_teams(self, user: User) -> str:
        """Name the teams."""
        return ", ".join(str(row.team) for row in user.memberships.all()) or "—"

    @display(description=_("two-step sign-in"), boolean=True)
    def show_second_factor(self, user: Any) -> bool:
        """Say whether an authenticator app or security key is set up."""
        return bool(user.has_second_factor)
