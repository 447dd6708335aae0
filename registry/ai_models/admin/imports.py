"""Catalogue imports in the admin: upload, watch, read the report, apply or abandon."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from governance.core.admin.access import get_visible_or_404
from governance.core.admin.transitions import NoQuestions, list_available
from governance.core.enums import JobState
from governance.core.errors import ServiceError
from governance.core.jobs import get_progress
from registry.ai_models import services
from registry.ai_models.admin.badges import IMPORT_COLOURS
from registry.ai_models.enums import ImportState, RowKind
from registry.ai_models.forms import CatalogueUploadForm
from registry.ai_models.models import CatalogueImport, ModelVersion
from registry.ai_models.selectors import list_report_rows

ROWS_A_PAGE = 50
# Tabs of the report in the officers' order: what needs a look comes first.
TABS = (
    (RowKind.ERROR, "errors"),
    (RowKind.COLLISION, "collisions"),
    (RowKind.NEWLY_DEPRECATED, "newly_deprecated"),
    (RowKind.REMOVED, "removed"),
    (RowKind.CHANGED, "changed"),
    (RowKind.ADDED, "added"),
    (RowKind.SKIPPED, "skipped"),
)
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


@admin.register(CatalogueImport)
class CatalogueImportAdmin(GovernedModelAdmin):
    """Imports; the page of one is its report, and nothing on it is a form."""

    list_display = (
        "file_name",
        "show_state",
        "format",
        "show_added",
        "show_removed",
        "show_deprecated",
        "show_changed",
        "requested_by",
        "created_at",
    )
    list_filter = ("state", "format")
    search_fields = ("file_name", "sha256")
    list_select_related = ("requested_by",)
    empty_hint = _("Upload a price file or model card: you see what it would change before anything does.")
    transitions = (
        Transition(
            "apply",
            _("Apply"),
            services.request_apply,
            "record",
            action="import",
            form=NoQuestions,
            available=lambda record, user: record.state == ImportState.PREVIEWED and bool(record.stored_file),
            description=_("Writes exactly what the report says, all or nothing. Nothing is approved by it."),
            primary=True,
            done_message=_("The import is under way."),
        ),
        Transition(
            "abandon",
            _("Abandon"),
            services.abandon_import,
            "record",
            action="change",
            form=NoQuestions,
            available=lambda record, user: record.state == ImportState.PREVIEWED and bool(record.stored_file),
            description=_("Deletes the uploaded file; the report stays."),
            done_message=_("Abandoned; nothing was changed."),
        ),
    )

    def get_pages(self) -> Any:
        """Add the upload and the progress of a job."""
        return [
            ("upload/", self.upload_view, "upload"),
            ("<path:object_id>/progress/", self.progress_view, "progress"),
            *super().get_pages(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Lead to the upload."""
        return redirect("admin:registry_catalogueimport_upload")

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file (POST) and lead to its report, or show the form."""
        if not self.has_add_permission(request):
            raise Http404
        form = CatalogueUploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                record = services.upload_catalogue(
                    actor=request.user,
                    source=form.cleaned_data["file"],
                    file_name=form.cleaned_data["file"].name,
                    model_name=form.cleaned_data["model_name"],
                )
            except ServiceError as refusal:
                for field, text in (refusal.fields or {"": refusal.message}).items():
                    form.add_error(field if field in form.fields else None, str(text))
            else:
                messages.success(request, _("The file is being compared with the registry."))
                return redirect("admin:registry_catalogueimport_change", record.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Upload a model catalogue"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/registry/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show the report, or how far it is; the page changes nothing."""
        if request.method not in {"GET", "HEAD"}:
            raise Http404
        record = get_visible_or_404(CatalogueImport, request, object_id)
        job = record.job
        tabs = [
            {"kind": kind.value, "label": kind.label, "count": record.get_count(count)}
            for kind, count in TABS
            if record.get_count(count)
        ]
        chosen = request.GET.get("kind", "")
        if chosen not in {tab["kind"] for tab in tabs}:
            chosen = tabs[0]["kind"] if tabs else ""
        rows = list_report_rows(request.user, record, chosen) if chosen else record.rows.none()
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": record.file_name,
            "opts": self.opts,
            "original": record,
            "record": record,
            "job": job,
            "is_under_way": job is not None and job.state in UNDER_WAY,
            "progress": get_progress(job) if job is not None else None,
            "transitions": list_available(self, request, record),
            "tabs": tabs,
            "chosen": chosen,
            "page": page,
            "rows": self._with_links(request, list(page.object_list)),
        }
        return TemplateResponse(request, "admin/registry/import_report.html", context)

    def _with_links(self, request: HttpRequest, rows: list[Any]) -> list[dict[str, Any]]:
        names = [row.catalogue_id for row in rows]
        found = ModelVersion.objects.restrict(request.user, "view").filter(catalogue_id__in=names)
        pages = dict(found.values_list("catalogue_id", "pk"))
        return [{"row": row, "version": pages.get(row.catalogue_id)} for row in rows]

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return how far the job is, as JSON for the page's script."""
        record = get_visible_or_404(CatalogueImport, request, object_id)
        job = record.job
        if job is None:
            raise Http404
        answer = {**get_progress(job), "finished": job.state not in UNDER_WAY}
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})

    # Columns -------------------------------------------------------------------------------------------------

    @display(description=_("state"), label=IMPORT_COLOURS, ordering="state")
    def show_state(self, obj: CatalogueImport) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.state, obj.get_state_display()

    @display(description=_("added"))
    def show_added(self, obj: CatalogueImport) -> int:
        """Show how many versions it adds."""
        return obj.get_count("added")

    @display(description=_("removed"))
    def show_removed(self, obj: CatalogueImport) -> int:
        """Show how many versions it no longer names."""
        return obj.get_count("removed")

    @display(description=_("newly deprecated"))
    def show_deprecated(self, obj: CatalogueImport) -> int:
        """Show how many versions it gives an end."""
        return obj.get_count("newly_deprecated")

    @display(description=_("changed"))
    def show_changed(self, obj: CatalogueImport) -> int:
        """Show how many versions it changes."""
        return obj.get_count("changed")
