"""Forms of the portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class JoinForm(forms.Form):
    """Opens an account for the invited address."""

    name = forms.CharField(
        label=_("Your name"), max_length=160, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
        help_text=_("At least 12 characters. A few words that do not belong together are good."),
    )


class ColleagueForm(forms.Form):
    """Invites a colleague to answer."""

    name = forms.CharField(
        label=_("Their name"), max_length=160, widget=forms.TextInput({"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("Their e-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )


class DelegateForm(forms.Form):
    """Gives a section to a colleague."""

    user = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field: Any = self.fields["user"]
        field.choices = [(key, str(person)) for key, person in self.people.items()]

    def get_user(self) -> Any:
        """Return the person chosen."""
        return self.people[self.cleaned_data["user"]]


class FileForm(forms.Form):
    """A file, and until when it says something."""

    file = forms.FileField(label=_("File"))
    expires_on = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput({"type": "date"})
    )
