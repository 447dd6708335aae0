"""One section of a questionnaire: answered as a whole, or question by question while somebody types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from governance.core.errors import ServiceError
from governance.core.old_forms import keeps_typed
from governance.core.policies import governed_view
from vendors.assessments import services
from vendors.assessments.models import AssessmentAnswer, AssessmentPart
from vendors.assessments.selectors import load_answers
from vendors.notices.services import read_about
from vendors.portal.access import MAY_ANSWER, get_part, get_section
from vendors.portal.fields import Item, list_items, read_values
from vendors.portal.steps import Place, Step, find_step
from vendors.portal.views.pages import RESPONDENTS
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import Question, Section


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def section_page(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Show a section, or one question of it (?question=); POST keeps what was answered and says what was not."""
    part = get_part(request, pk)
    chosen = get_section(part, section)
    content, answers = part.version.questionnaire, load_answers(part)
    shown = {question.id for question in list_shown(content, answers)}
    single = _get_single(request, chosen)
    if single is None:
        questions = [question for question in chosen.questions if question.id in shown]
    elif single.id in shown or request.method == "POST":
        # What was typed while another answer took the question back is kept all the same.
        questions = [single]
    else:
        messages.info(request, _("This is not asked any more, given your other answers."))
        return redirect("portal:section", part.pk, chosen.key)
    items = list_items(part, questions)
    status = 200
    if request.method == "POST":
        for item in items:
            _keep(request, part, item)
        read_about(actor=request.user, part=part, numbers=[item.number for item in items if item.is_saved])
        faults = sum(1 for item in items if item.error or item.conflict)
        saved = sum(1 for item in items if item.is_saved)
        if not faults:
            text = ngettext("%d answer is saved.", "%d answers are saved.", saved) % saved
            messages.success(request, text if saved else _("Everything was saved already."))
            return redirect(_find_onward(request, part, chosen, single))
        messages.error(
            request, _("Something could not be saved; it is marked below, and nothing you typed is lost.")
        )
        status = 409 if any(item.conflict for item in items) else 400
    step = find_step(content, answers, single) if single is not None else None
    return render(request, "portal/section.html", _get_context(part, chosen, items, step), status=status)


def _get_single(request: HttpRequest, section: Section) -> Question | None:
    """Return the one question that is asked for, None for the whole section; 404 for one of another section."""
    wanted = request.GET.get("question", "")
    found = next((question for question in section.questions if question.id == wanted), None)
    if wanted and found is None:
        raise Http404
    return found


def _keep(request: HttpRequest, part: AssessmentPart, item: Item) -> None:
    """Keep the answer of one question; what cannot be kept stays on the page as it was typed."""
    values = read_values(item.question, item.name, request.POST)
    if not any(key.startswith(f"{item.name}-") for key in request.POST):
        return
    before = item.row.revision if item.row is not None else 0
    try:
        row = services.save_answer(
            actor=request.user,
            part=part,
            question_id=item.question.id,
            values=values,
            seen=_read_seen(request.POST.get(f"{item.name}-seen", "")),
        )
    except services.AnswerChanged as conflict:
        item.typed, item.conflict = values, conflict.current
    except ServiceError as refusal:
        item.typed = values
        item.error = " ".join(refusal.sentences)
    else:
        item.row, item.is_saved = row, not row._state.adding and row.revision != before


def _read_seen(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _find_onward(
    request: HttpRequest, part: AssessmentPart, section: Section, single: Question | None
) -> str:
    """Return where to go after saving: on or back when asked for, question by question or by section, else stay."""
    content, overview = part.version.questionnaire, reverse("portal:assessment", args=[part.assessment_id])
    if single is not None:
        step = find_step(content, load_answers(part), single)
        if "next" in request.POST:
            return _find_page(part, step.after) or overview
        if "back" in request.POST:
            return _find_page(part, step.before) or overview
        return _find_page(part, (section, single))
    page = reverse("portal:section", args=[part.pk, section.key])
    if "next" in request.POST:
        keys = [each.key for each in content.sections]
        rest = keys[keys.index(section.key) + 1 :]
        return reverse("portal:section", args=[part.pk, rest[0]]) if rest else overview
    return page


def _find_page(part: AssessmentPart, place: Place | None) -> str:
    """Return the page of one question by itself; nothing for no question."""
    if place is None:
        return ""
    section, question = place
    page = reverse("portal:section", args=[part.pk, section.key])
    return f"{page}?{urlencode({'question': question.id})}"


def _get_context(
    part: AssessmentPart, section: Section, items: list[Item], step: Step | None
) -> dict[str, Any]:
    overview = reverse("portal:assessment", args=[part.assessment_id])
    return {
        "part": part,
        "assessment": part.assessment,
        "section": section,
        "items": items,
        "names": [item.name for item in items],
        "step": step,
        "before_url": _find_page(part, step.before) or overview if step else "",
        "after_url": _find_page(part, step.after) or overview if step else "",
        "owners": part.version.questionnaire.owners,
        "may_write": part.assessment.is_open_to_vendor,
        "most_bytes": settings.EVIDENCE_MAX_BYTES,
        "most_megabytes": settings.EVIDENCE_MAX_BYTES // 1_000_000,
    }


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_POST
def save_one(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Keep one answer while it is typed (POST); returns the line that says how it stands, with a conflict in full."""
    part = get_part(request, pk)
    item = get_item(part, number)
    _keep(request, part, item)
    if item.is_saved:
        read_about(actor=request.user, part=part, numbers=[item.number])
    if item.row is None and item.conflict is None:
        item.row = AssessmentAnswer.objects.filter(part=part, question_id=item.question.id).first()
    context = {
        "item": item,
        "part": part,
        "may_write": part.assessment.is_open_to_vendor,
        "is_fragment": True,
    }
    return render(request, "portal/state.html", context)


def get_item(part: AssessmentPart, number: int) -> Item:
    for place, question in enumerate(part.version.questionnaire):
        if place == number:
            return list_items(part, [question])[0]
    raise Http404


def find_place(request: HttpRequest, part: AssessmentPart, number: int) -> str:
    """Return where something was done beside a question: in its section, or by itself (?one=)."""
    question = list(part.version.questionnaire)[number]
    section = part.version.questionnaire.section_of(question.id)
    page = reverse("portal:section", args=[part.pk, section.key])
    if "one" in request.GET:
        page = _find_page(part, (section, question))
    return f"{page}#q{number}"


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@keeps_typed
@require_POST
def say(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Write a message about an answer to the reviewer (POST)."""
    part = get_part(request, pk)
    item = get_item(part, number)
    page = find_place(request, part, item.number)
    if item.row is None:
        text = _("Answer the question first; then there is something to talk about.")
        messages.error(request, text, extra_tags=item.name)
        return redirect(page)
    try:
        services.write_message(actor=request.user, answer=item.row, text=request.POST.get("text", ""))
    except ServiceError as refusal:
        messages.error(request, " ".join(refusal.sentences), extra_tags=item.name)
    else:
        read_about(actor=request.user, part=part, numbers=[item.number])
        messages.success(request, _("Your message is with the reviewer."), extra_tags=item.name)
    return redirect(page)
