"""Our own history page: who, when, through what, why, field by field in words; and the record as of an instant."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from governance.core.admin.veil import show
from governance.core.labels import list_wordings
from governance.core.selectors import (
    HistoryFilter,
    find_subject,
    get_as_of,
    list_actors,
    list_history,
)

INSTANT_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


def make_input(kind: str) -> Any:
    """Return the themed text input with the browser's own picker of dates or instants."""
    return UnfoldAdminTextInputWidget(attrs={"type": kind})


class AsOfForm(forms.Form):
    """Asks for an instant, in the reader's zone."""

    as_of = forms.DateTimeField(
        label=_("Show this record as of"), input_formats=INSTANT_FORMATS, widget=make_input("datetime-local")
    )


class TimelineForm(forms.Form):
    """Asks which entries of the timeline to show; dates are days in the reader's zone, both included."""

    field = forms.ChoiceField(label=_("Field"), required=False, widget=UnfoldAdminSelectWidget)
    person = forms.ChoiceField(label=_("Person"), required=False, widget=UnfoldAdminSelectWidget)
    since = forms.DateField(label=_("From"), required=False, widget=make_input("date"))
    until = forms.DateField(label=_("To"), required=False, widget=make_input("date"))

    def __init__(self, data: Any, *, model: Any, people: list[Any]) -> None:
        super().__init__(data)
        columns = [(wording.name, wording.label) for wording in list_wordings(model)]
        self._offer("field", [("", _("all fields")), *columns])
        self._offer("person", [("", _("everybody")), *((str(user.pk), str(user)) for user in people)])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def make_filter(self) -> HistoryFilter:
        """Return what was asked for; days become half-open spans of instants."""
        chosen = self.cleaned_data
        since, until = chosen.get("since"), chosen.get("until")
        return HistoryFilter(
            field=chosen.get("field") or "",
            person=UUID(chosen["person"]) if chosen.get("person") else None,
            since=_start_of(since) if since else None,
            until=_start_of(until + timedelta(days=1)) if until else None,
        )


def _start_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def find_subject_or_404(model_admin: Any, request: HttpRequest, object_id: str) -> Any:
    """Return the record, also a deleted one for those who see all; the same 404 for foreign and missing."""
    try:
        key = UUID(unquote(object_id))
    except ValueError:
        raise Http404 from None
    record = find_subject(request.user, model_admin.model, key)
    if record is None:
        raise Http404
    return record


def history_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the history of one record to whoever may see the record; reads only, whatever the method."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    record = find_subject_or_404(model_admin, request, object_id)
    model = model_admin.model
    exists = model.objects.restrict(request.user, "view").filter(pk=record.pk).exists()
    form = TimelineForm(request.GET, model=model, people=list_actors(record))
    as_of_form = AsOfForm(request.GET if request.GET.get("as_of") else None)
    as_of = None
    if as_of_form.is_bound and as_of_form.is_valid():
        as_of = get_as_of(record, as_of_form.cleaned_data["as_of"], actor=request.user)
    page = None
    if form.is_valid():
        page = list_history(
            record, actor=request.user, wanted=form.make_filter(), before=request.GET.get("before", "")
        )
    query = request.GET.copy()
    query.pop("before", None)
    if page is not None and page.next:
        query["before"] = page.next
    opts, shown = model._meta, show(request.user, record)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History of %s") % shown,
        "opts": opts,
        "original": shown,
        "record_exists": exists,
        "form": form,
        "as_of_form": as_of_form,
        "as_of": as_of,
        "page": page,
        "is_first_page": not request.GET.get("before"),
        "next_query": query.urlencode(),
        "back": reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]),
    }
    return TemplateResponse(request, "admin/governed/history.html", context)
