"""The access page of one record: who has been given what on it, by whom, until when; give and take back by POST."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from governance.core.admin.access import CarefulAutocomplete, get_visible_or_404, place_refusal
from governance.core.admin.veil import show
from governance.core.errors import ServiceError
from governance.core.services import GRANTABLE_ACTIONS, grant_access, revoke_access

ACTION_LABELS = {"view": _("view"), "change": _("change"), "export": _("export")}
MANY_PEOPLE = 200


class GrantForm(forms.Form):
    """Asks to whom which right is given, until when and why."""

    user: Any = forms.ModelChoiceField(label=_("Person"), queryset=None, empty_label=_("Select a person"))
    action = forms.ChoiceField(label=_("May"), widget=UnfoldAdminSelectWidget)
    expires_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        input_formats=("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
        help_text=_("Empty: until it is taken back."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, people: Any, grant_model: Any) -> None:
        super().__init__(data)
        rights = [(name, label) for name, label in ACTION_LABELS.items() if name in GRANTABLE_ACTIONS]
        cast(forms.ChoiceField, self.fields["action"]).choices = rights
        person = cast("forms.ModelChoiceField[Any]", self.fields["user"])
        person.widget = make_person_widget(people, grant_model)
        person.queryset = people


class RevokeForm(forms.Form):
    """Asks which grant is taken back, and why."""

    grant = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=UnfoldAdminTextInputWidget()
    )


def make_person_widget(people: Any, grant_model: Any) -> forms.Widget:
    """Return a plain list of people, or a search box when there are many and their page can be searched."""
    page = admin.site._registry.get(people.model)
    if page is not None and page.search_fields and people[MANY_PEOPLE : MANY_PEOPLE + 1].exists():
        return CarefulAutocomplete(grant_model._meta.get_field("user"), admin.site)
    return UnfoldAdminSelectWidget()


def list_people(request: HttpRequest) -> Any:
    """Return the active accounts that the reader may see and could give access to."""
    users = get_user_model()._default_manager.restrict(request.user, "view")
    return users.filter(is_active=True).exclude(pk=request.user.pk).exclude(kind="system")


def grants_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the grants on one record, and give or take one back on POST."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    record = get_visible_or_404(model_admin.model, request, object_id, "grant")
    opts = model_admin.model._meta
    here = reverse(f"admin:{opts.app_label}_{opts.model_name}_access", args=[record.pk])
    posted = request.POST if request.method == "POST" else None
    takes_back = posted is not None and "grant" in posted
    form = GrantForm(
        None if takes_back else posted, people=list_people(request), grant_model=model_admin.model.grant_model
    )
    revoke_form = RevokeForm(posted if takes_back else None)
    if posted is not None:
        done = _take_back(request, record, revoke_form) if takes_back else _give(request, record, form)
        if done:
            messages.success(request, str(done))
            return redirect(here)
    grants = list(
        record.object_grants.select_related("user", "granted_by", "permission").order_by("granted_at", "pk")
    )
    now, shown = timezone.now(), show(request.user, record)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Access to %s") % shown,
        "opts": opts,
        "original": shown,
        "rows": [
            {
                "grant": grant,
                "action": ACTION_LABELS.get(grant.permission.codename.partition("_")[0]),
                "has_ended": grant.expires_at is not None and grant.expires_at <= now,
            }
            for grant in grants
        ],
        "form": form,
        "revoke_form": revoke_form,
        "media": model_admin.media + form.media,
        "back": reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]),
    }
    status = 200 if posted is None else 409
    return TemplateResponse(request, "admin/governed/grants.html", context, status=status)


def _give(request: HttpRequest, record: Any, form: GrantForm) -> Any:
    if not form.is_valid():
        return None
    try:
        grant_access(actor=request.user, record=record, **form.cleaned_data)
    except ServiceError as refusal:
        place_refusal(form, refusal)
        return None
    return _("Access given.")


def _take_back(request: HttpRequest, record: Any, form: RevokeForm) -> Any:
    if not form.is_valid():
        return None
    grant = record.object_grants.filter(pk=form.cleaned_data["grant"]).first()
    if grant is None:
        raise Http404
    try:
        revoke_access(actor=request.user, record=record, grant=grant, reason=form.cleaned_data["reason"])
    except ServiceError as refusal:
        place_refusal(form, refusal)
        return None
    return _("Access taken back.")
