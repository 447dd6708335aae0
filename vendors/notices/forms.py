"""The form by which people choose their mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vendors.notices.enums import NoticeKind


class MailForm(forms.Form):
    """Which kinds of notices are mailed; what is not ticked is not."""

    kinds = forms.MultipleChoiceField(
        label=_("Mail me about"), required=False, widget=forms.CheckboxSelectMultiple()
    )

    def __init__(self, *args: Any, offered: Iterable[NoticeKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kinds"]
        field.choices = [(kind.value, kind.label) for kind in offered]
