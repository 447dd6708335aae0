"""The form of a use case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.classification.forms import KeysField
from governance.classification.selectors import list_data_class_choices
from governance.use_cases.models import UseCase


class UseCaseForm(forms.ModelForm):
    """A use case, with its data classes by name."""

    data_classes = KeysField(
        label=_("Data classes"),
        choices=list_data_class_choices,
        help_text=_("None: it may use no data at all."),
    )

    class Meta:
        model = UseCase
        fields = ("key", "name", "purpose", "owner", "team", "data_classes", "risk_tier", "is_active")
