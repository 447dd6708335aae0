"""Forms about announced sub-processors."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget


class AcceptForm(forms.Form):
    """Asks for a note, which may be empty."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        strip=True,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
