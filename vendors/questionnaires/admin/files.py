"""Reading a file in steps: upload it, say which column holds what where nobody knows, look, and keep."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from governance.core.admin.access import place_refusal
from governance.core.errors import ServiceError
from governance.core.rights import rights_of
from vendors.questionnaires import selectors, services
from vendors.questionnaires.file_forms import KNOWN, ColumnsForm, FileForm, PlaceForm
from vendors.questionnaires.importers.grids import Grid, name_column
from vendors.questionnaires.importers.headings import list_alike
from vendors.questionnaires.importers.proposing import propose
from vendors.questionnaires.models import QuestionnaireFile, SheetLayout
from vendors.questionnaires.panels import show_sheet, show_understanding
from vendors.questionnaires.reading import UnknownLayout


class FilePagesMixin:
    """The pages on which a file becomes a record of the kind whose admin this is. Each file is its uploader's alone."""

    upload_form: ClassVar[type[FileForm]] = FileForm
    upload_title: ClassVar[Any]
    upload_lead: ClassVar[Any]
    keep_label: ClassVar[Any]
    model: Any
    opts: Any
    admin_site: Any
    has_add_permission: Any

    def get_pages(self) -> Any:
        """Add the steps."""
        return [
            ("upload/", self.upload_view, "upload"),
            ("file/<uuid:pk>/", self.file_view, "file"),
            ("file/<uuid:pk>/columns/", self.columns_view, "file_columns"),
            ("file/<uuid:pk>/discard/", require_POST(self.discard_file_view), "file_discard"),
            *super().get_pages(),  # type: ignore[misc] # GovernedModelAdmin has it
        ]

    # What the kinds say ---------------------------------------------------------------------------------------------

    def make_upload_form(self, request: HttpRequest, *args: Any) -> FileForm:
        """Return the form of the first step."""
        return self.upload_form(*args)

    def get_details(self, form: Any) -> dict[str, Any]:
        """Return what was chosen beside the file, as JSON values."""
        return {}

    def make_keep_form(self, request: HttpRequest, file: QuestionnaireFile, **kwargs: Any) -> Any:
        """Return the form of the last step."""
        raise NotImplementedError

    def keep(self, request: HttpRequest, file: QuestionnaireFile, form: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was looked at; raises ServiceError."""
        raise NotImplementedError

    def get_outlook(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        """Return what the last step shows besides what was understood."""
        return {}

    # The steps ------------------------------------------------------------------------------------------------------

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file (POST) and lead to what was understood, or show the form and the files that wait."""
        self._require_add(request)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = self.make_upload_form(request, *sent)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                file = services.upload_file(
                    actor=request.user,
                    kind=self.model,
                    source=upload,
                    file_name=upload.name,
                    details=self.get_details(form),
                )
            except ServiceError as refusal:
                place_refusal(form, refusal)
            else:
                return redirect(self._address("file", file))
        waiting = QuestionnaireFile.objects.restrict(request.user).filter(kind=self.opts.label_lower)
        context = {
            **self._get_file_context(request, self.upload_title, 1),
            "form": form,
            "lead": self.upload_lead,
            "known": KNOWN,
            "waiting": [
                (each, self._address("file", each), self._address("file_discard", each)) for each in waiting
            ],
        }
        return TemplateResponse(request, "admin/questionnaires/upload.html", context)

    def file_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show what a file was understood as, and keep it (POST)."""
        file = self._find_file(request, pk)
        if file is None:
            return self._gone(request)
        try:
            understanding = selectors.understand_kept(file)
        except UnknownLayout as unknown:
            messages.info(request, str(unknown))
            return redirect(self._address("file_columns", file))
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
            return redirect(self._address("upload"))
        form = self.make_keep_form(
            request,
            file,
            data=request.POST if request.method == "POST" else None,
            understanding=understanding,
            may_remember=rights_of(request.user).somewhere_has(SheetLayout.get_permission("add")),
        )
        if request.method == "POST" and form.is_valid():
            try:
                return self.keep(
                    request,
                    file,
                    form,
                    understanding=replace(understanding, read=form.get_read()),
                    seen=request.POST.get("seen", ""),
                    remembers=form.cleaned_data.get("remembers", False),
                )
            except ServiceError as refusal:
                place_refusal(form, refusal)
        context = {
            **self._get_file_context(request, _("What was understood"), 3),
            **show_understanding(understanding),
            **self.get_outlook(request, form),
            "file": file,
            "form": form,
            "keep_label": self.keep_label,
            "columns_url": self._address("file_columns", file) if understanding.opened.sheets else "",
            "discard_url": self._address("file_discard", file),
        }
        return TemplateResponse(request, "admin/questionnaires/file.html", context)

    def columns_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Say which column of which sheet holds what: proposed already, kept with the file (POST)."""
        file = self._find_file(request, pk)
        if file is None:
            return self._gone(request)
        try:
            opened = selectors.open_kept(file)
        except (ServiceError, UnknownLayout) as refusal:
            messages.error(request, str(refusal))
            return redirect(self._address("upload"))
        if not opened.sheets:
            return redirect(self._address("file", file))
        place = PlaceForm(request.GET if "sheet" in request.GET else None, sheets=opened.sheets)
        asked = place.cleaned_data if place.is_valid() else {}
        known = selectors.get_mapping(file) or (selectors.find_layout(opened.sheets) or (None, None))[1]
        proposal = propose(opened.sheets, known, asked.get("sheet", ""), asked.get("row"))
        if not place.errors:
            shown = {"sheet": proposal.sheet, "row": proposal.header_row}
            place = PlaceForm(sheets=opened.sheets, initial=shown)
        grid = Grid.from_sheet(next(each for each in opened.sheets if each.name == proposal.sheet))
        alike = list_alike(opened.sheets, proposal.sheet, proposal.header_row)
        form = ColumnsForm(
            request.POST if request.method == "POST" else None,
            grid=grid,
            header_row=proposal.header_row,
            alike=alike,
            initial={
                **{name: name_column(column) for name, column in proposal.columns.items()},
                "with_alike": proposal.with_alike,
            },
        )
        if request.method == "POST" and form.is_valid():
            try:
                services.choose_columns(actor=request.user, file=file, opened=opened, mapping=form.mapping)
            except ServiceError as refusal:
                place_refusal(form, refusal)
            else:
                return redirect(self._address("file", file))
        here = urlencode({"sheet": proposal.sheet, "row": proposal.header_row})
        context = {
            **self._get_file_context(request, _("Which column holds what"), 2),
            **show_sheet(grid, proposal.header_row),
            "file": file,
            "form": form,
            "place": place,
            "here": f"{self._address('file_columns', file)}?{here}",
            "discard_url": self._address("file_discard", file),
        }
        return TemplateResponse(request, "admin/questionnaires/columns.html", context)

    def discard_file_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Give a file up (POST)."""
        file = self._find_file(request, pk)
        if file is None:
            return self._gone(request)
        try:
            services.discard_file(actor=request.user, file=file)
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Discarded; nothing was kept of %s.") % file.file_name)
        return redirect(self._address("upload"))

    # Parts ----------------------------------------------------------------------------------------------------------

    def _find_file(self, request: HttpRequest, pk: UUID) -> QuestionnaireFile | None:
        self._require_add(request)
        rows = QuestionnaireFile.objects.restrict(request.user)
        return rows.filter(kind=self.opts.label_lower, pk=pk).first()

    def _require_add(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise Http404

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """Say the same of a file that was kept, discarded, dropped after a day, is somebody else's, or never was."""
        messages.warning(
            request,
            _("This file is not here any more: it was kept, discarded, or a day old. Upload it again."),
        )
        return redirect(self._address("upload"))

    def _address(self, name: str, file: QuestionnaireFile | None = None) -> str:
        route = f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"
        return reverse(route, args=[file.pk] if file else [])

    def _get_file_context(self, request: HttpRequest, title: Any, step: int) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "step": step,
            "upload_url": self._address("upload"),
        }
