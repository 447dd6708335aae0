"""Export to CSV and XLSX and import with preview, under the same rights and services as everything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from unfold.contrib.import_export.forms import ImportForm, SelectableFieldsExportForm

from governance.core.admin.columns import list_default_columns
from governance.core.admin.formats import MAX_BYTES, NeutralCSV, NeutralXLSX
from governance.core.admin.resources import ScopedResource, make_resource
from governance.core.errors import ServiceError
from governance.core.services import record_export

SALT = "governance.core.admin.spreadsheets"
KEPT_FOR = timedelta(hours=24)
MAX_EXPORT_ROWS = 50_000
UPLOADS = "django-import-export"


class BoundedImportForm(ImportForm):
    """Asks for a file of bounded size."""

    def clean_import_file(self) -> Any:
        """Refuse what is larger than is read."""
        upload = self.cleaned_data["import_file"]
        if upload.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than %d MiB.") % (MAX_BYTES // 1024 // 1024))
        return upload


class SpreadsheetMixin(ImportExportMixin):
    """Export and import of a kind of record.

    `export_fields` names the columns of an export (default: what people edit); `import_fields` those that an import
    may set — without it the kind cannot be imported.
    """

    export_fields: ClassVar[tuple[str, ...]] = ()
    import_fields: ClassVar[tuple[str, ...]] = ()
    create_service: ClassVar[Callable[..., Any] | None] = None
    change_service: ClassVar[Callable[..., Any] | None] = None
    export_formats = (NeutralCSV, NeutralXLSX)
    import_formats = (NeutralCSV, NeutralXLSX)
    import_form_class = BoundedImportForm
    export_form_class = SelectableFieldsExportForm
    import_template_name = "admin/governed/import.html"
    import_export_change_list_template = "admin/governed/change_list.html"

    def get_resource_classes(self, request: HttpRequest) -> list[type[ScopedResource]]:
        """Return the one resource of this kind."""
        exported = self.export_fields or list_default_columns(self.model)
        resource = make_resource(
            self.model,
            exported,
            self.import_fields,
            create=type(self).create_service,
            change=type(self).change_service,
        )
        return [resource]

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Tell the resource for whom it works."""
        return {"user": request.user}

    # Export ------------------------------------------------------------------------------------------------------

    def get_export_queryset(self, request: HttpRequest) -> Any:
        """Return the rows of the filtered list that the reader may export."""
        return super().get_export_queryset(request).restrict(request.user, "export")

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        """Return nothing: the filtered list is what is exported, never a list of keys."""
        return []

    def export_action(self, request: HttpRequest) -> Any:
        """Ask for form and columns, or answer with the file; a filter that makes no sense leads back to the list."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def get_data_for_export(self, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """Return the cells, and record who took what out."""
        if queryset.order_by()[MAX_EXPORT_ROWS : MAX_EXPORT_ROWS + 1].exists():
            raise ValueError(_("More than %d rows: filter the list first.") % MAX_EXPORT_ROWS)
        data = super().get_data_for_export(request, queryset, **kwargs)
        data.title = str(self.model._meta.verbose_name_plural)
        try:
            record_export(
                actor=request.user,
                model=self.model,
                rows=len(data),
                file_format=kwargs["exported_as"],
                fields=data.headers,
            )
        except ServiceError:
            raise PermissionDenied from None
        return data

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """Return the file."""
        kwargs = {**kwargs, "encoding": None, "exported_as": file_format.get_extension()}
        return super().get_export_data(file_format, request, queryset, **kwargs)

    # Import ------------------------------------------------------------------------------------------------------

    def add_data_read_fail_error_to_form(self, form: forms.Form, error: Exception) -> None:
        """Say why the file cannot be read, in our words."""
        sentence = error.message if isinstance(error, ServiceError) else _("This file cannot be read.")
        form.add_error("import_file", str(sentence))

    def write_to_tmp_storage(self, import_file: Any, input_format: Any) -> Any:
        """Keep the upload for the confirmation, and drop what nobody confirmed within a day."""
        _drop_old_uploads()
        return super().write_to_tmp_storage(import_file, input_format)

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the columns that the page offers."""
        return {"columns": ("id", *self.import_fields)}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        """Sign the name of the kept upload for this person and this kind: nobody confirms another's file."""
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if initial:
            initial["import_file_name"] = signing.dumps(
                [initial["import_file_name"], str(request.user.pk), self.model._meta.label], salt=SALT
            )
        return initial

    def process_import(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Import the upload that was previewed, and nothing else."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_import_permission(request):
            raise PermissionDenied
        again = redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        name = self._unsign(request)
        if not name or request.POST.get("format") not in {"0", "1"}:
            messages.error(request, _("This preview is not valid any more. Upload the file again."))
            return again
        posted = request.POST.copy()
        posted["import_file_name"] = name
        request.POST = posted  # type: ignore[assignment] # a QueryDict that may be changed
        try:
            return super().process_import(request, **kwargs)
        except FileNotFoundError:
            messages.error(request, _("This file has been imported or dropped already. Upload it again."))
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
        return again

    def _unsign(self, request: HttpRequest) -> str:
        try:
            name, user, kind = signing.loads(
                request.POST.get("import_file_name", ""), salt=SALT, max_age=KEPT_FOR
            )
        except (signing.BadSignature, ValueError, TypeError):
            return ""
        return str(name) if (user, kind) == (str(request.user.pk), self.model._meta.label) else ""

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Say what was imported; when a row was refused after all, show it: nothing was written."""
        if not result.has_errors() and not result.has_validation_errors():
            return super().process_result(result, request)
        context = {
            **self.admin_site.each_context(request),
            **self.get_import_context_data(),
            "title": _("Import"),
            "opts": self.model._meta,
            "form": self.create_import_form(request),
            "result": result,
            "media": self.media,
        }
        return TemplateResponse(request, self.import_template_name, context, status=409)


def _drop_old_uploads() -> None:
    if not default_storage.exists(UPLOADS):
        return
    limit = timezone.now() - KEPT_FOR
    for name in default_storage.listdir(UPLOADS)[1]:
        path = f"{UPLOADS}/{name}"
        if default_storage.get_modified_time(path) < limit:
            default_storage.delete(path)
