"""Questionnaires: the list, what each is for, and its versions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from governance.core.admin import GovernedModelAdmin
from governance.core.admin.access import get_visible_or_404, place_refusal
from governance.core.errors import ServiceError
from vendors.questionnaires import selectors, services
from vendors.questionnaires.admin.files import FilePagesMixin
from vendors.questionnaires.content import Questionnaire
from vendors.questionnaires.enums import VersionState
from vendors.questionnaires.file_forms import KeepForm
from vendors.questionnaires.forms import NextVersionForm
from vendors.questionnaires.models import QuestionnaireFile, QuestionnaireTemplate, TemplateVersion


@admin.register(QuestionnaireTemplate)
class QuestionnaireTemplateAdmin(FilePagesMixin, GovernedModelAdmin):
    """Questionnaires with their versions; files in known layouts are read in."""

    upload_title = _("Import a questionnaire")
    upload_lead = _(
        "You see what was understood before anything is kept; it becomes a draft that you publish."
    )
    keep_label = _("Keep as a draft")
    list_display = ("title", "framework", "show_published", "show_drafts", "is_active")
    list_filter = ("is_active", "framework")
    search_fields = ("title", "key", "framework")
    change_form_template = "admin/questionnaires/template_form.html"
    list_before_template = "admin/questionnaires/list_top.html"
    empty_hint = _("Add the built-in questionnaires, read in a workbook you have, or build one of your own.")
    fieldsets = ((None, {"fields": ("key", "title", "framework", "description", "is_active")}),)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the versions with the rows."""
        published = Count("versions", filter=Q(versions__state=VersionState.PUBLISHED))
        drafts = Count("versions", filter=Q(versions__state=VersionState.DRAFT))
        return super().get_queryset(request).annotate(published=published, drafts=drafts)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the key once it is there."""
        return ("key",) if obj else ()

    def get_pages(self) -> Any:
        """Add the built-in ones, and beginning a version."""
        return [
            ("built-in/", require_POST(self.built_in_view), "built_in"),
            ("<path:object_id>/version/", self.version_view, "version"),
            *super().get_pages(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show the versions beside the form."""
        template = get_visible_or_404(QuestionnaireTemplate, request, object_id)
        rows = TemplateVersion.objects.restrict(request.user, "view").filter(template=template)
        context = {
            "versions": list(rows.order_by("-id")),
            "version_url": reverse("admin:vendors_questionnairetemplate_version", args=[template.pk]),
            "may_begin": self._may(request, "add", TemplateVersion(template=template)),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def version_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Begin a version: with the questions of the newest one, or empty."""
        template = get_visible_or_404(QuestionnaireTemplate, request, object_id)
        newest = TemplateVersion.objects.restrict(request.user, "view").filter(template=template).first()
        form = NextVersionForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                version = services.draft_version(
                    actor=request.user,
                    template=template,
                    label=form.cleaned_data["label"],
                    content=newest.questionnaire if newest else Questionnaire(title=template.title),
                )
            except ServiceError as refusal:
                place_refusal(form, refusal)
            else:
                return redirect("admin:vendors_templateversion_change", version.pk)
        context = {**self._get_context(request, _("Begin a version")), "form": form, "original": template}
        return TemplateResponse(request, "admin/questionnaires/form.html", context)

    def built_in_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the questionnaires that come with the product (POST); those that are there already stay."""
        try:
            made = services.install_built_in(actor=request.user)
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
        else:
            text = ngettext("%d questionnaire is ready.", "%d questionnaires are ready.", len(made)) % len(
                made
            )
            messages.success(request, text)
        return redirect("admin:vendors_questionnairetemplate_changelist")

    def make_keep_form(self, request: HttpRequest, file: QuestionnaireFile, **kwargs: Any) -> KeepForm:
        """Ask under which questionnaire, and as which version, it is kept."""
        return KeepForm(**kwargs)

    def keep(
        self, request: HttpRequest, file: QuestionnaireFile, form: KeepForm, **kwargs: Any
    ) -> HttpResponse:
        """Keep it as a draft, or say that it is there already."""
        names = {"key": form.cleaned_data["key"], "label": form.cleaned_data["label"]}
        before = selectors.foresee(request.user, kwargs["understanding"].read.content, **names).version
        version = services.keep_file(actor=request.user, file=file, **names, **kwargs)
        if before == version:
            messages.info(request, _("This was kept already; nothing is changed."))
        else:
            messages.success(
                request, _("%d questions were read; look through them and publish.") % version.question_count
            )
        return redirect("admin:vendors_templateversion_change", version.pk)

    def get_outlook(self, request: HttpRequest, form: KeepForm) -> dict[str, Any]:
        """Say whether a version of this name is there, as far as that can be said before it is named."""
        return {"foreseen": selectors.foresee(request.user, form.understanding.read.content)}

    def _get_context(self, request: HttpRequest, title: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}

    @admin.display(description=_("published"))
    def show_published(self, obj: Any) -> int:
        """Show how many versions can be sent."""
        count: int = obj.published
        return count

    @admin.display(description=_("drafts"))
    def show_drafts(self, obj: Any) -> int:
        """Show how many versions are being built."""
        count: int = obj.drafts
        return count
