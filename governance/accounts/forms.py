"""Forms of accounts, roles and keys, for the admin and for people's own page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from governance.accounts.enums import SELF_SERVICE_SCOPES, AccountKind, KeyScope
from governance.accounts.models import RoleAssignment, User
from governance.accounts.rules import TIME_ZONES
from governance.core.admin.inlines import ScopedInlineForm

ZONES = tuple((name, name.replace("_", " ")) for name in sorted(TIME_ZONES))
LIFETIMES = (
    (30, _("30 days")),
    (90, _("90 days")),
    (180, _("180 days")),
    (365, _("one year")),
)


class AccountForm(forms.ModelForm):
    """Changes of an account; its state, links and credentials have actions of their own."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = User
        fields: tuple[str, ...] = ("name", "email", "time_zone", "is_staff")


class NewAccountForm(AccountForm):
    """Opens an account; without a password, the person is mailed a link to set one."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[choice for choice in AccountKind.choices if choice[0] != AccountKind.SYSTEM],
        widget=UnfoldAdminSelectWidget,
        help_text=_("A service account has API keys and cannot sign in."),
    )
    password = forms.CharField(
        label=_("First password"),
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Leave it empty, and the person is mailed a link to set one. "
            "One that you set must be replaced at the first sign-in."
        ),
    )

    class Meta(AccountForm.Meta):
        fields = ("name", "email", "kind", "password", "time_zone", "is_staff")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].initial = "UTC"

    def clean_password(self) -> str | None:
        """Read an empty password as none."""
        return self.cleaned_data["password"] or None


class PasswordForm(forms.Form):
    """A temporary password for somebody else."""

    password = forms.CharField(
        label=_("Temporary password"),
        strip=False,
        max_length=200,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Its owner must replace it at the next sign-in. All their sessions end now."),
    )


class SamePersonForm(forms.Form):
    """Which account is the person's first one; empty unties."""

    email = forms.EmailField(
        label=_("E-mail of the person's first account"),
        required=False,
        widget=UnfoldAdminEmailInputWidget,
        help_text=_("Empty: this account is a person of its own."),
    )
    reason = forms.CharField(
        label=_("Reason"), widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), max_length=2000
    )


class AssignmentForm(ScopedInlineForm):
    """Gives a role: everywhere, for one team, or for one vendor that the giver sees; until a day or for good."""

    actor: User | None = None
    vendor_ref = forms.ChoiceField(label=_("For vendor"), required=False, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = RoleAssignment
        fields = ("role", "team", "vendor_ref", "ends_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Vendors stand above accounts, so the kind is looked up by name and there is no key to it.
        rows = apps.get_model("vendors", "Vendor").objects.restrict(self.actor, "view")
        vendors = rows.order_by("name").values_list("pk", "name")
        field: Any = self.fields["vendor_ref"]
        field.choices = [("", "—"), *((str(pk), name) for pk, name in vendors)]

    def clean_vendor_ref(self) -> str | None:
        """Read an empty choice as none."""
        return self.cleaned_data["vendor_ref"] or None


class KeyForm(forms.Form):
    """What a new key is for, and how long it lives."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Where the key will be used, such as “gateway, production”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=KeyScope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The rights of its owner bound it as well."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=LIFETIMES, initial=90, coerce=int)

    def get_expiry(self) -> datetime:
        """Return the instant at which the key ends."""
        return timezone.now() + timedelta(days=self.cleaned_data["days"])


class OwnKeyForm(KeyForm):
    """A key for oneself; scopes that change records are not among the choices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["scopes"]
        field.choices = [(scope.value, scope.label) for scope in SELF_SERVICE_SCOPES]


class IssueKeyForm(KeyForm):
    """A key for an account that the issuer may see."""

    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.none(),
        help_text=_("The key acts with this account's rights."),
    )
    field_order = ("owner", "name", "scopes", "days")

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.restrict(actor, "view").filter(is_active=True)
        field: Any = self.fields["owner"]
        field.queryset = people.exclude(kind=AccountKind.SYSTEM)


class ProfileForm(forms.Form):
    """What people may change about themselves."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=ZONES, help_text=_("Times on all pages are shown in this zone.")
    )
