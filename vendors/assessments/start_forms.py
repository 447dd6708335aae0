"""Forms of beginning an assessment from a workbook that the vendor has filled already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from governance.accounts.models import User
from vendors.assessments.forms import DayWidget
from vendors.directory.models import Service, Vendor
from vendors.questionnaires.file_forms import FileForm, NamesForm


def _vendor() -> forms.ModelChoiceField[Vendor]:
    return forms.ModelChoiceField(Vendor.objects.none(), label=_("Vendor"), widget=UnfoldAdminSelectWidget())


def _service() -> forms.ModelChoiceField[Service]:
    return forms.ModelChoiceField(
        Service.objects.none(),
        label=_("Service"),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("Empty: the vendor as a whole."),
    )


def _offer(form: forms.Form, actor: Any) -> None:
    fields: dict[str, Any] = form.fields
    fields["vendor"].queryset = Vendor.objects.restrict(actor, "view").order_by("name")
    services = Service.objects.restrict(actor, "view").select_related("vendor")
    fields["service"].queryset = services.order_by("vendor__name", "name")


def _check_service(form: forms.Form, data: dict[str, Any]) -> None:
    vendor, service = data.get("vendor"), data.get("service")
    if vendor is not None and service is not None and service.vendor_id != vendor.pk:
        form.add_error("service", _("This is a service of another vendor."))


class FilledFileForm(FileForm):
    """Whose answers a file holds."""

    vendor = _vendor()
    service = _service()
    field_order = ("vendor", "service", "file")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, actor)

    def clean(self) -> dict[str, Any]:
        """Refuse a service of another vendor before the file is read."""
        data = super().clean() or {}
        _check_service(self, data)
        return data


class StartForm(NamesForm):
    """What the assessment that begins with a file is like."""

    vendor = _vendor()
    service = _service()
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Reviewer"),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("Somebody else than you: whoever reads answers in cannot decide about them. Empty: you."),
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
        fields["owner"].queryset = User.objects.restrict(actor, "view").filter(is_active=True, is_staff=True)

    def clean(self) -> dict[str, Any]:
        """Refuse a service of another vendor."""
        data = super().clean() or {}
        _check_service(self, data)
        return data
