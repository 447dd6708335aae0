"""Ask the gate: the question as a page, the answer in words, and the way to an approval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from governance.approvals.models import ApprovalRequest
from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from governance.core.rights import rights_of
from imprimatur import Decision, InvalidQuestion, Question
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
    alternatives: list[tuple[str, str, str]]
    request_url: str


@governed_view("Every signed-in person whose role lets them see the registry.", permission=MAY_ASK)
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form, and the answer when the address holds a question: an answer can be linked to."""
    asked = "use_case" in request.GET or "team" in request.GET
    form = QuestionForm(
        request.GET if asked else None, actor=request.user, initial={"model": _clean(request, "model")}
    )
    answer: Answer | None = None
    permitted: list[PermittedModel] | None = None
    if asked and form.is_valid():
        body = form.get_body()
        try:
            if "resource" in body:
                answer = _answer(request, body)
            else:
                permitted = list_permitted(actor=request.user, question_body=body)
        except InvalidQuestion as error:
            for _pointer, text in error.errors:
                form.add_error(None, text)
        except ServiceError as refusal:
            form.add_error(None, str(refusal.message))
    context = {
        "form": form,
        "answer": answer,
        "permitted": [(row, _with(request, model=row.resource_id)) for row in permitted]
        if permitted is not None
        else None,
        "known_models": list_known_models(request.user),
    }
    return render(request, "ask/ask.html", context)


def _clean(request: HttpRequest, name: str) -> str:
    return "".join(character for character in request.GET.get(name, "")[:401] if character.isprintable())


def _answer(request: HttpRequest, body: dict[str, Any]) -> Answer:
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
    alternatives = [(row.id, row.label, _with(request, model=row.id)) for row in decision.alternatives]
    return Answer(decision, word, reasons, alternatives, _find_request_url(request, body))


def _with(request: HttpRequest, **changes: str) -> str:
    """Return the address of the same question with some parts changed."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"{reverse('ask')}?{query.urlencode()}"


def _find_request_url(request: HttpRequest, body: dict[str, Any]) -> str:
    """Return where to ask for an approval of the version asked about, or an empty string when nobody can."""
    if not rights_of(request.user).somewhere_has(ApprovalRequest.get_permission("add")):
        return ""
    name = body["resource"]["id"]
    versions = ModelVersion.objects.restrict(request.user, "view")
    version = versions.filter(catalogue_id=name).first()
    if version is None:
        alias = (
            ModelAlias.objects.restrict(request.user, "view")
            .filter(name=name, points_to__isnull=False)
            .first()
        )
        version = alias.points_to if alias is not None else None
    if version is None or version.pin_kind == "none":
        return ""
    query = [("record_type", "registry.modelversion"), ("record_id", str(version.pk))]
    query += [(key, value) for key in request.GET if key != "model" for value in request.GET.getlist(key)]
    return f"{reverse('request-new')}?{urlencode(query)}"
