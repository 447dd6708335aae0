"""A version of a questionnaire: built step by step while it is a draft, shown as vendors see it, published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from governance.core.admin.access import get_visible_or_404, place_refusal
from governance.core.admin.transitions import NoQuestions, list_available
from governance.core.errors import ServiceError
from vendors.questionnaires import editing, services
from vendors.questionnaires.content import Question, Questionnaire
from vendors.questionnaires.enums import VersionState
from vendors.questionnaires.forms import NextVersionForm, QuestionForm, SectionForm
from vendors.questionnaires.models import TemplateVersion

STATE_COLOURS = {"draft": "info", "published": "success", "retired": "default"}
MOVES: dict[str, Callable[[Questionnaire, str], Questionnaire]] = {
    "question-up": lambda content, name: editing.move_question(content, name, -1),
    "question-down": lambda content, name: editing.move_question(content, name, 1),
    "question-remove": editing.remove_question,
    "section-up": lambda content, name: editing.move_section(content, name, -1),
    "section-down": lambda content, name: editing.move_section(content, name, 1),
    "section-remove": editing.remove_section,
}


@admin.register(TemplateVersion)
class TemplateVersionAdmin(GovernedModelAdmin):
    """Versions of questionnaires; the page of one is its builder."""

    list_display = ("__str__", "show_state", "question_count", "published_at", "updated_at")
    list_filter = ("state", "template")
    search_fields = ("template__title", "template__key", "label")
    list_select_related = ("template",)
    empty_hint = _(
        "A questionnaire is sent in one of its versions. Begin with a questionnaire, or read in a file."
    )
    transitions = (
        Transition(
            "publish",
            _("Publish"),
            services.publish_version,
            "version",
            action="publish",
            form=NoQuestions,
            available=lambda version, user: version.is_draft and version.question_count > 0,
            description=_("From then on it never changes, and it can be sent to vendors."),
            primary=True,
            done_message=_("Published. It can be sent to vendors now."),
        ),
        Transition(
            "next",
            _("Begin the next version"),
            services.copy_version,
            "version",
            action="add",
            form=NextVersionForm,
            available=lambda version, user: not version.is_draft,
            description=_("A draft with the same questions, to change and publish."),
        ),
        Transition(
            "retire",
            _("Retire"),
            services.retire_version,
            "version",
            action="retire",
            available=lambda version, user: version.state == VersionState.PUBLISHED,
            description=_("It is offered no more. What was answered stays."),
            dangerous=True,
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Versions begin on the page of their questionnaire."""
        return False

    def get_pages(self) -> Any:
        """Add the steps of building."""
        return [
            ("<path:object_id>/section/", self.section_view, "section"),
            ("<path:object_id>/question/", self.question_view, "question"),
            ("<path:object_id>/question/preview/", self.preview_question_view, "preview_question"),
            ("<path:object_id>/step/", require_POST(self.step_view), "step"),
            ("<path:object_id>/preview/", self.preview_view, "preview"),
            ("<path:object_id>/discard/", require_POST(self.discard_view), "discard"),
            *super().get_pages(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show what is asked, with the steps of building while it is a draft; the page itself changes nothing."""
        if request.method not in {"GET", "HEAD"}:
            raise Http404
        version = get_visible_or_404(TemplateVersion, request, object_id)
        context = {
            **self._get_context(request, version, str(version)),
            "transitions": list_available(self, request, version),
            "may_build": version.is_draft and self._may(request, "change", version),
            "may_discard": version.is_draft and self._may(request, "delete", version),
        }
        return TemplateResponse(request, "admin/questionnaires/version.html", context)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the whole questionnaire as a vendor sees it."""
        version = get_visible_or_404(TemplateVersion, request, object_id)
        return TemplateResponse(
            request, "admin/questionnaires/preview.html", self._get_context(request, version, str(version))
        )

    def section_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Add a section, or change the one named in the address."""
        version = self._get_draft(request, object_id)
        content = version.questionnaire
        key = request.GET.get("key", "")
        old = next((each for each in content.sections if each.key == key), None)
        if key and old is None:
            raise Http404
        initial = {"title": old.title, "description": old.description} if old else {}
        form = SectionForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            section = form.get_section(key, {each.key for each in content.sections})
            if self._edit(request, version, lambda now: editing.put_section(now, section), form):
                return self._back(version, f"section-{section.key}")
        title = _("Change a section") if old else _("Add a section")
        context = {**self._get_context(request, version, title), "form": form}
        return TemplateResponse(request, "admin/questionnaires/form.html", context)

    def question_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Add a question, or change the one named in the address."""
        version = self._get_draft(request, object_id)
        content = version.questionnaire
        old = self._find_question(request, content)
        form = QuestionForm(
            request.POST if request.method == "POST" else None,
            content=content,
            old=old,
            initial={} if old else {"section": request.GET.get("section", "")},
        )
        if request.method == "POST" and form.is_valid():
            question, section = form.get_question(), form.cleaned_data["section"]
            old_id = old.id if old else ""
            if self._edit(
                request, version, lambda now: editing.put_question(now, section, question, old_id), form
            ):
                return self._back(version, f"question-{question.id}")
        address = reverse("admin:vendors_templateversion_preview_question", args=[version.pk])
        context = {
            **self._get_context(request, version, _("Change a question") if old else _("Add a question")),
            "form": form,
            "shown": old,
            "preview_url": f"{address}?{urlencode({'id': old.id})}" if old else address,
        }
        return TemplateResponse(request, "admin/questionnaires/form.html", context)

    def preview_question_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return one question as a vendor would see it, out of the form as it is filled now; writes nothing."""
        version = self._get_draft(request, object_id)
        old = self._find_question(request, version.questionnaire)
        form = QuestionForm(request.POST or None, content=version.questionnaire, old=old)
        question = form.get_question() if form.is_valid() else None
        problems = [str(text) for texts in form.errors.values() for text in texts]
        context = {"shown": question, "problems": problems}
        return render(request, "admin/questionnaires/preview_question.html", context)

    def step_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move or remove a question or a section (POST)."""
        version = self._get_draft(request, object_id)
        move, name = MOVES.get(request.POST.get("step", "")), request.POST.get("name", "")
        if move is None:
            raise Http404
        self._edit(request, version, lambda content: move(content, name))
        kind = request.POST["step"].partition("-")[0]
        return self._back(version, f"{kind}-{name}")

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Delete a draft (POST)."""
        version = get_visible_or_404(TemplateVersion, request, object_id, "delete")
        template = version.template_id
        try:
            services.discard_draft(actor=request.user, version=version)
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
            return self._back(version)
        messages.success(request, _("The draft is discarded."))
        return redirect("admin:vendors_questionnairetemplate_change", template)

    # Parts -------------------------------------------------------------------------------------------------------

    def _get_draft(self, request: HttpRequest, object_id: str) -> TemplateVersion:
        version: TemplateVersion = get_visible_or_404(TemplateVersion, request, object_id)
        if not version.is_draft or not self._may(request, "change", version):
            raise Http404
        return version

    def _find_question(self, request: HttpRequest, content: Questionnaire) -> Question | None:
        name = request.GET.get("id", "")
        found = content.get(name)
        if name and found is None:
            raise Http404
        return found

    def _edit(
        self, request: HttpRequest, version: TemplateVersion, edit: services.Edit, form: Any = None
    ) -> bool:
        try:
            services.edit_version(
                actor=request.user, version=version, edit=edit, seen=request.POST.get("seen", "")
            )
        except ServiceError as refusal:
            if form is not None:
                place_refusal(form, refusal)
            else:
                for text in refusal.sentences:
                    messages.error(request, text)
            return False
        return True

    def _back(self, version: TemplateVersion, anchor: str = "") -> HttpResponse:
        page = reverse("admin:vendors_templateversion_change", args=[version.pk])
        return redirect(f"{page}#{anchor}" if anchor else page)

    def _get_context(self, request: HttpRequest, version: TemplateVersion, title: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": version,
            "version": version,
            "questionnaire": version.questionnaire,
        }

    @display(description=_("state"), label=STATE_COLOURS, ordering="state")
    def show_state(self, obj: TemplateVersion) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.state, str(VersionState(obj.state).label)
