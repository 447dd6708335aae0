"""Ask the gate: the question as a page, the answer in words, and the way to an approval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance.approvals.models import ApprovalRequest
from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from governance.core.rights import rights_of
from imprimatur import CODES, Decision, InvalidQuestion, Question
from imprimatur.codes import Effect
from registry.ai_models.models import ModelAlias, ModelVersion
from registry.decisions.forms import QuestionForm, list_known_models
from registry.decisions.selectors import MAY_ASK, PermittedModel, decide, list_permitted

# The admin page of a record that a reason rests on, by the engine's word for its kind.
RECORD_PAGES = {
    "model": "registry_modelversion",
    "approval": "governance_approval",
    "vendor": "vendors_vendor",
    "service": "vendors_service",
    "agreement": "vendors_agreement",
    "certification": "vendors_agreement",
    "kill_switch": "registry_killswitchengagement",
}


ASKING = ("use_case", "data_class", "region", "team", "environment", "phase")


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A reason with the page of its record, for readers who may enter the admin."""

    code: str
    message: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page shows of a decision."""

    decision: Decision
    word: str
    reasons: list[ShownReason]
    notes: list[ShownReason]
    alternatives: list[tuple[str, str, str]]
    request_url: str
    is_unknown: bool


@governed_view("Every signed-in person; answers need a role that sees the registry.")
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form, and the answer when the address holds a question: an answer can be linked to.

    Whoever may not ask is told so in words: this page is where people without a place in the admin arrive.
    """
    if not rights_of(request.user).everywhere_has(MAY_ASK):
        return render(request, "ask/closed.html")
    # A model alone presets the form; any other part of a question asks it.
    asked = not request.GET.keys().isdisjoint(ASKING)
    form = QuestionForm(
        request.GET if asked else None, actor=request.user, initial={"model": _clean(request, "model")}
    )
    answer: Answer | None = None
    permitted: list[PermittedModel] | None = None
    if asked and form.is_valid():
        body = form.get_body()
        try:
            if "resource" in body:
                answer = _answer(request, form, body)
            else:
                permitted = list_permitted(actor=request.user, question_body=body)
        except InvalidQuestion as error:
            form.place_faults(error)
        except ServiceError as refusal:
            form.add_error(None, str(refusal.message))
    context = {
        "form": form,
        "asked": asked,
        "answer": answer,
        "permitted": permitted
        if permitted is None
        else [(row, _with(form, row.resource_id)) for row in permitted],
        "known_models": list_known_models(request.user),
    }
    response = render(request, "ask/ask.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _clean(request: HttpRequest, name: str) -> str:
    return "".join(character for character in request.GET.get(name, "")[:401] if character.isprintable())


def _answer(request: HttpRequest, form: QuestionForm, body: dict[str, Any]) -> Answer:
    decision = decide(actor=request.user, question=Question.from_dict(body))
    word = "no" if not decision.is_permit else "if" if decision.obligations else "yes"
    staff = getattr(request.user, "is_staff", False)
    reasons = [
        ShownReason(
            code=reason.code,
            message=reason.message,
            url=reverse(f"admin:{RECORD_PAGES[reason.record.type]}_change", args=[reason.record.id])
            if staff and reason.record is not None and reason.record.type in RECORD_PAGES
            else "",
        )
        for reason in decision.reasons
    ]
    alternatives = [(row.id, row.label, _with(form, row.id)) for row in decision.alternatives]
    is_unknown = any(reason.code == "resource.unknown" for reason in decision.reasons)
    request_url = "" if decision.is_permit else _find_request_url(request, form)
    notes = [reason for reason in reasons if CODES[reason.code].effect is Effect.NOTE]
    reasons = [reason for reason in reasons if reason not in notes]
    return Answer(decision, word, reasons, notes, alternatives, request_url, is_unknown)


def _with(form: QuestionForm, model: str) -> str:
    """Return the address of the same question about another model."""
    said = {name: form.cleaned_data[name] for name in ASKING}
    return f"{reverse('ask')}?{urlencode({'model': model, **said}, doseq=True)}"


def _find_request_url(request: HttpRequest, form: QuestionForm) -> str:
    """Return where to ask for an approval of the version asked about, or an empty string when the reader cannot."""
    if not rights_of(request.user).somewhere_has(ApprovalRequest.get_permission("add")):
        return ""
    name = form.cleaned_data["model"]
    versions = ModelVersion.objects.restrict(request.user, "view")
    version = versions.filter(catalogue_id=name).first()
    if version is None:
        alias = (
            ModelAlias.objects.restrict(request.user, "view")
            .filter(name=name, points_to__isnull=False)
            .first()
        )
        version = versions.filter(aliases=alias).first() if alias is not None else None
    if version is None or version.pin_kind == "none":
        return ""
    # Only what the form read goes along: the address must not let a link name another record.
    said = {name: form.cleaned_data[name] for name in ASKING}
    query = {"record_type": version._meta.label_lower, "record_id": version.pk, **said}
    return f"{reverse('request-new')}?{urlencode(query, doseq=True)}"
