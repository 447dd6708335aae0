"""Forms of the models slice: uploads, and what transitions ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from governance.core.admin.transitions import ReasonForm
from registry.ai_models.importers.hf_card import LARGEST_CARD


class CatalogueUploadForm(forms.Form):
    """A catalogue file; its format is read from its content."""

    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("A LiteLLM price file, a models.dev api.json, or a Hugging Face model card."),
    )
    model_name = forms.CharField(
        label=_("Name of the model"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Only for a model card that does not say which model it describes."),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read; the service measures again."""
        file = self.cleaned_data["file"]
        if file.size > settings.CATALOGUE_MAX_BYTES:
            limit = settings.CATALOGUE_MAX_BYTES // 1_000_000
            raise forms.ValidationError(_("The file is larger than %d MB.") % limit)
        return file


class DeprecationForm(ReasonForm):
    """Asks from which day on a version is no longer used."""

    deprecation_date = forms.DateField(
        label=_("No longer used from"),
        required=False,
        widget=UnfoldAdminDateWidget,
        help_text=_("Empty: the day its provider gave."),
    )


class CardForm(forms.Form):
    """A Hugging Face model card, pasted as it stands."""

    card = forms.CharField(
        label=_("Model card"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 18}),
        max_length=LARGEST_CARD,
        strip=False,
        help_text=_("YAML front matter between two lines of ---, then Markdown."),
    )
