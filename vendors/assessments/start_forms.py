"""Forms of beginning an assessment from a workbook that the vendor has filled already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from governance.accounts.models import User
from vendors.assessments.forms import DayWidget, ServiceField, check_service
from vendors.assessments.selectors import find_possible_reviewers
from vendors.directory.models import Service, Vendor
from vendors.questionnaires.file_forms import FileForm, NamesForm


def _vendor() -> forms.ModelChoiceField[Vendor]:
    return forms.ModelChoiceField(Vendor.objects.none(), label=_("Vendor"), widget=UnfoldAdminSelectWidget())


def _offer(form: forms.Form, actor: Any) -> None:
    fields: dict[str, Any] = form.fields
    fields["vendor"].queryset = Vendor.objects.restrict(actor, "view").order_by("name")
    services = Service.objects.restrict(actor, "view").select_related("vendor")
    fields["service"].queryset = services.order_by("vendor__name", "name")


class FilledFileForm(FileForm):
    """Whose answers a file holds."""

    vendor = _vendor()
    service = ServiceField()
    field_order = ("vendor", "service", "file")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, actor)

    def clean(self) -> dict[str, Any]:
        """Refuse a service of another vendor before the file is read."""
        data = super().clean() or {}
        check_service(self, data)
        return data


class StartForm(NamesForm):
    """What the assessment that begins with a file is like."""

    vendor = _vendor()
    service = ServiceField()
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Reviewer"),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        empty_label=_("you"),
        help_text=_("Best somebody else: whoever reads answers in cannot decide about them."),
    )
    due_date = forms.DateField(
        label=_("Due"),
        required=False,
        widget=DayWidget(),
        help_text=_("Until when the vendor may mend and hand in."),
    )
    field_order = ("vendor", "service", "owner", "due_date", "title", "framework", "label", "remembers")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, actor)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = find_possible_reviewers(actor)

    def clean(self) -> dict[str, Any]:
        """Refuse a service of another vendor."""
        data = super().clean() or {}
        check_service(self, data)
        return data
