"""Forms of attestations: the record itself, with one exception a line, and the judgement of its exceptions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from vendors.attestations.models import Attestation
from vendors.attestations.validators import validate_exceptions

JUDGEMENTS = (("yes", _("acceptable")), ("no", _("not acceptable")))


class LinesField(forms.CharField):
    """A list of sentences, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", UnfoldAdminTextareaWidget(attrs={"rows": 4}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the text to edit."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the lines that hold something."""
        text = super().to_python(value) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the lines differ."""
        return bool((initial or []) != self.to_python(data))


class AttestationForm(forms.ModelForm):
    """An attestation, with its exceptions line by line."""

    exceptions = LinesField(
        label=_("Exceptions"),
        validators=[validate_exceptions],
        help_text=_("What the auditor found not to work as described, one a line. None: leave it empty."),
    )

    class Meta:
        model = Attestation
        fields = (
            "vendor",
            "kind",
            "title",
            "auditor",
            "scope_text",
            "covers_all_services",
            "period_start_date",
            "period_end_date",
            "issued_date",
            "valid_until_date",
            "exceptions",
            "owner",
            "document_url",
        )


class JudgeForm(forms.Form):
    """Asks whether the exceptions are acceptable, and why."""

    is_acceptable = forms.TypedChoiceField(
        label=_("The exceptions are"),
        choices=JUDGEMENTS,
        coerce=lambda value: value == "yes",
        widget=UnfoldAdminRadioSelectWidget(),
    )
    note = forms.CharField(
        label=_("Why"), widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), max_length=2000, strip=True
    )
