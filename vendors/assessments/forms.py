"""Forms of officers and reviewers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from governance.accounts.models import User
from vendors.agreements.forms import CheckForm
from vendors.assessments.enums import FindingSeverity
from vendors.assessments.models import Assessment
from vendors.assessments.selectors import find_possible_reviewers, list_reviewers
from vendors.directory.models import Service, Vendor
from vendors.questionnaires.enums import VersionState
from vendors.questionnaires.models import TemplateVersion


def check_service(form: forms.Form, data: dict[str, Any]) -> None:
    """Say at the field when a service is not of the vendor chosen."""
    vendor, service = data.get("vendor"), data.get("service")
    if vendor is not None and service is not None and service.vendor_id != vendor.pk:
        form.add_error("service", _("This is a service of another vendor."))


class DayWidget(UnfoldAdminTextInputWidget):
    """A day by the browser's own calendar, which needs no script of ours."""

    input_type = "date"

    def format_value(self, value: Any) -> Any:
        """Return the day as browsers take it."""
        return value.isoformat() if hasattr(value, "isoformat") else value


class ServiceField(forms.ModelChoiceField):
    """A service, named with its vendor: names alone do not tell whose it is."""

    def __init__(self) -> None:
        super().__init__(
            Service.objects.none(),
            label=_("Service"),
            required=False,
            empty_label=_("the vendor as a whole"),
            widget=UnfoldAdminSelectWidget(),
            help_text=_("One of the vendor's own; each is listed with its vendor."),
        )

    def label_from_instance(self, obj: Service) -> str:
        """Return the vendor's name and the service's."""
        return f"{obj.vendor}: {obj}"


class PrepareForm(forms.Form):
    """What is asked of whom."""

    vendor = forms.ModelChoiceField(
        Vendor.objects.none(), label=_("Vendor"), widget=UnfoldAdminSelectWidget()
    )
    service = ServiceField()
    versions = forms.ModelMultipleChoiceField(
        TemplateVersion.objects.none(),
        label=_("Questionnaires"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("Published versions only."),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("The vendor reads it. Empty: the names of the questionnaires."),
    )
    introduction = forms.CharField(
        label=_("To the vendor"),
        required=False,
        max_length=5_000,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Lead reviewer"),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        empty_label=_("you"),
        help_text=_("Only people with the right to review are offered."),
    )
    reviewers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Other reviewers"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("They are asked beside the lead."),
    )
    due_date = forms.DateField(label=_("Due"), required=False, widget=DayWidget())
    recurs_months = forms.IntegerField(
        label=_("Again after (months)"),
        required=False,
        min_value=1,
        max_value=60,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("How long an acceptance holds. Empty: a year."),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["vendor"].queryset = Vendor.objects.restrict(actor, "view").order_by("name")
        fields["service"].queryset = (
            Service.objects.restrict(actor, "view").select_related("vendor").order_by("vendor__name", "name")
        )
        fields["versions"].queryset = (
            TemplateVersion.objects.restrict(actor, "view")
            .filter(state=VersionState.PUBLISHED, template__is_active=True)
            .select_related("template")
            .order_by("template__title", "-id")
        )
        fields["owner"].queryset = fields["reviewers"].queryset = find_possible_reviewers(actor)

    def clean(self) -> dict[str, Any]:
        """Refuse a service of another vendor beside what else is wrong."""
        data = super().clean() or {}
        check_service(self, data)
        return data


class ReviewersForm(forms.Form):
    """Who looks through the answers."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Lead reviewer"),
        widget=UnfoldAdminSelectWidget(),
        help_text=_("Answers for the assessment. Only people with the right to review are offered."),
    )
    reviewers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Other reviewers"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("They are asked beside the lead, and may judge answers as well."),
    )

    def __init__(self, *args: Any, actor: Any, assessment: Assessment, **kwargs: Any) -> None:
        people = list_reviewers(assessment)
        others = [person.pk for person in people if person.pk != assessment.owner_id]
        kwargs["initial"] = {"owner": assessment.owner_id, "reviewers": others}
        super().__init__(*args, **kwargs)
        # Who is named already stays possible, as far as the actor may see them.
        named = User.objects.restrict(actor, "view").filter(pk__in=[person.pk for person in people])
        offered = (find_possible_reviewers(actor) | named).distinct().order_by("name")
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = fields["reviewers"].queryset = offered


class AcceptForm(forms.Form):
    """How an assessment is accepted."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2_000,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
        help_text=_("Why, for ourselves and for audit; the vendor does not see it."),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        max_length=5_000,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
        help_text=_("One a line; the vendor reads them. None: accepted as it is."),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DayWidget(),
        help_text=_("The first day (UTC) it counts no more. Empty: by its rhythm, or a year."),
    )

    def clean_conditions(self) -> list[str]:
        """Return the conditions, one a line."""
        return [line.strip() for line in self.cleaned_data["conditions"].splitlines() if line.strip()]


class ReopenForm(forms.Form):
    """Why there is another round, and until when."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2_000, widget=UnfoldAdminTextareaWidget({"rows": 3})
    )
    due_date = forms.DateField(label=_("Due"), required=False, widget=DayWidget())


class DueDateForm(forms.Form):
    """Until when the vendor has time, and why that changed."""

    due_date = forms.DateField(
        label=_("Due"), required=False, widget=DayWidget(), help_text=_("Empty: no day is named.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2_000, widget=UnfoldAdminTextareaWidget({"rows": 3})
    )


class FindingForm(forms.Form):
    """Something that is not as it should be."""

    title = forms.CharField(label=_("What is wrong"), max_length=200, widget=UnfoldAdminTextInputWidget())
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=FindingSeverity.choices,
        initial=FindingSeverity.MEDIUM,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("While a critical one is open, every decision about the vendor is a deny."),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=5_000,
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who sees to it"),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        empty_label=_("whoever leads the review"),
    )
    due_date = forms.DateField(label=_("To be mended by"), required=False, widget=DayWidget())

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.restrict(actor, "view").filter(is_active=True, is_staff=True)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = people.order_by("name")


class CloseFindingForm(forms.Form):
    """What shows that a finding is mended."""

    note = forms.CharField(
        label=_("What shows that it is mended"),
        max_length=2_000,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )


class TakeOverForm(CheckForm):
    """One verdict of a review as it would be noted on an agreement's checklist."""

    take = forms.BooleanField(label=_("Take over"), required=False, widget=UnfoldBooleanSwitchWidget())
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())
    field_order = ("take", "result", "section", "page", "note", "seen")


class InviteForm(forms.Form):
    """Who is invited to answer for which vendor."""

    vendor = forms.ModelChoiceField(
        Vendor.objects.none(), label=_("Vendor"), widget=UnfoldAdminSelectWidget()
    )
    email = forms.EmailField(label=_("E-mail"), widget=UnfoldAdminEmailInputWidget())
    name = forms.CharField(label=_("Name"), max_length=160, widget=UnfoldAdminTextInputWidget())

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["vendor"].queryset = Vendor.objects.restrict(actor, "view").order_by("name")
