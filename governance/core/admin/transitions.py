"""State changes as POST buttons: a form for what the service needs, one service call, a sentence about the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from governance.core.admin.access import get_visible_or_404, place_refusal
from governance.core.admin.veil import show
from governance.core.errors import ServiceError

DONE = _("Done.")


class ReasonForm(forms.Form):
    """Asks why; the answer is kept in the history."""

    reason = forms.CharField(
        label=_("Reason"), widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), max_length=2000, strip=True
    )


class NoQuestions(forms.Form):
    """Asks nothing; the button is the confirmation."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A button on a record's page.

    `service` is called as service(actor=, <record_argument>=record, **form.cleaned_data); `available(record, user)`
    says whether the button is offered now — the service decides again. `action` is the right the button needs.
    """

    name: str
    label: Any
    service: Callable[..., Any]
    record_argument: str
    action: str = "change"
    form: type[forms.Form] = ReasonForm
    available: Callable[[Any, Any], bool] = lambda record, user: True
    description: Any = ""
    dangerous: bool = False
    primary: bool = False
    done_message: Any = DONE


def list_available(model_admin: Any, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
    """Return the buttons to show on a record's page for this reader."""
    opts = model_admin.model._meta
    return [
        {
            "transition": transition,
            "url": reverse(f"admin:{opts.app_label}_{opts.model_name}_do", args=[record.pk, transition.name]),
        }
        for transition in model_admin.transitions
        if transition.available(record, request.user) and model_admin._may(request, transition.action, record)
    ]


def run_transition(model_admin: Any, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
    """Show the transition's form, or run its service on POST. GET changes nothing."""
    transition = next((item for item in model_admin.transitions if item.name == name), None)
    if transition is None:
        raise Http404
    record = get_visible_or_404(model_admin.model, request, object_id)
    if not model_admin._may(request, transition.action, record):
        raise Http404
    opts = model_admin.model._meta
    back = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
    form = transition.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            transition.service(
                actor=request.user, **{transition.record_argument: record}, **form.cleaned_data
            )
        except ServiceError as refusal:
            place_refusal(form, refusal)
        else:
            messages.success(request, str(transition.done_message))
            return redirect(back)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": transition.label,
        "opts": opts,
        "original": show(request.user, record),
        "transition": transition,
        "form": form,
        "back": back,
    }
    status = 200 if request.method in {"GET", "HEAD"} else 409
    return TemplateResponse(request, "admin/governed/transition.html", context, status=status)
