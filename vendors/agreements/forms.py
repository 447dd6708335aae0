"""Forms of agreements: the record itself, ending it, renewing it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from governance.classification.forms import KeysField
from governance.core.admin.transitions import ReasonForm
from vendors.agreements.enums import Clause, ClauseResult
from vendors.agreements.models import Agreement


class AgreementForm(forms.ModelForm):
    """An agreement, with its clauses by name."""

    clauses = KeysField(
        label=_("Clauses"),
        choices=Clause.choices,
        help_text=_("What the text promises. (a) to (h) are the duties of GDPR Article 28(3)."),
    )

    class Meta:
        model = Agreement
        # What the service of its own writes (the end, the predecessor) is no field of this form.
        fields = (
            "vendor",
            "kind",
            "title",
            "our_reference",
            "our_party",
            "their_party",
            "effective_date",
            "expiry_date",
            "notice_days",
            "scc_module",
            "transfer_assessment_date",
            "scheme",
            "clauses",
            "retention_limit_days",
            "breach_notice_hours",
            "covers_all_services",
            "owner",
            "document_url",
        )


class TerminateForm(ReasonForm):
    """Asks why and from when."""

    terminated_date = forms.DateField(
        label=_("From"),
        required=False,
        widget=UnfoldAdminSingleDateWidget(),
        help_text=_("The first day on which it no longer holds (UTC). Empty: today."),
    )


class RenewForm(forms.Form):
    """Asks for the days of the successor."""

    effective_date = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=UnfoldAdminSingleDateWidget(),
        help_text=_("Empty: the day on which the present one ends."),
    )
    expiry_date = forms.DateField(
        label=_("Expires"),
        required=False,
        widget=UnfoldAdminSingleDateWidget(),
        help_text=_("The first day on which it no longer holds (UTC). Empty: open-ended."),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Empty: as before."),
    )


class CheckForm(forms.Form):
    """Asks what was found about a clause, and where it stands."""

    result = forms.ChoiceField(
        label=_("Found"), choices=ClauseResult.choices, widget=UnfoldAdminRadioSelectWidget()
    )
    section = forms.CharField(
        label=_("Section"),
        required=False,
        max_length=120,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Where it stands, such as § 7.2 or Annex II. Needed when it is met, in full or partly."),
    )
    page = forms.IntegerField(
        label=_("Page"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("What it rests on, what is lacking, or why it does not apply."),
    )
