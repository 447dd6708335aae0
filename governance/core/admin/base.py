"""GovernedModelAdmin: what every admin page of a tracked record inherits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from governance.core.admin.access import ScopedAccessMixin, place_refusal
from governance.core.admin.badges import as_badge
from governance.core.admin.grants import grants_page
from governance.core.admin.history import history_page
from governance.core.admin.page_links import list_page_links
from governance.core.admin.saved_filters import SavedFiltersMixin
from governance.core.admin.spreadsheets import SpreadsheetMixin
from governance.core.admin.transitions import Transition, list_available, run_transition
from governance.core.admin.veil import ScopedFormMixin, VeilingChangeList, scope_filters, show, veil
from governance.core.errors import ServiceError
from governance.core.services import change_record, create_record, delete_record


class GovernedModelAdmin(ScopedAccessMixin, SpreadsheetMixin, SavedFiltersMixin, ModelAdmin):
    """An admin page whose reads are scoped and whose writes are services.

    `create_service(actor=, values=)` and `change_service(actor=, record=, values=)` default to the plain ones.
    `transitions` become POST buttons on the record's page; `deletable` is off, since records are retired.
    """

    transitions: ClassVar[Sequence[Transition]] = ()
    deletable: ClassVar[bool] = False

    change_form_template = "admin/governed/change_form.html"
    list_before_template = "admin/governed/list_top.html"
    empty_hint: ClassVar[Any] = ""
    list_filter_submit = True
    list_fullwidth = True
    warn_unsaved_form = True
    compressed_fields = True
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False
    actions_on_top = True

    def __init_subclass__(cls, **options: Any) -> None:
        """Let columns drawn as badges read as words on the record's own page."""
        super().__init_subclass__(**options)
        for name, member in list(vars(cls).items()):
            if callable(member) and getattr(member, "label", None):
                setattr(cls, name, as_badge(member))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether this kind can be deleted at all and the reader may."""
        return self.deletable and super().has_delete_permission(request, obj)

    def has_import_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether this kind can be imported at all and the reader may."""
        return bool(self.import_fields) and super().has_import_permission(request)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Return the filters; related ones offer only what the reader may see."""
        return scope_filters(self.model, super().get_list_filter(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the list page that names only related records the reader may see."""
        return VeilingChangeList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Drop Django's bulk delete: it would go around the services."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # Writing -----------------------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Show the form again with the service's sentence when the service refuses; nothing typed is lost."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ServiceError as refusal:
            request._refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the record; veiled where the request can only read, so that no part of the page names too much."""
        record = super().get_object(request, object_id, from_field)
        if request.method in {"GET", "HEAD"}:
            veil(request.user, [record])
        return record

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Say what was done, naming only what the reader may see."""
        return super().response_add(request, show(request.user, obj), post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say what was done, naming only what the reader may see."""
        return super().response_change(request, show(request.user, obj))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the list again with the service's sentence when a change made in the list is refused."""
        context = {**self.get_saved_filter_context(request), **(extra_context or {})}
        try:
            return super().changelist_view(request, context)
        except ServiceError as refusal:
            for text in (refusal.message, *refusal.fields.values()):
                messages.error(request, str(text))
            return redirect(request.get_full_path())

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Lead back to the record with the service's sentence when it refuses to delete."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except ServiceError as refusal:
            messages.error(request, str(refusal.message))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        """Veil, once everything is written, the related records that the page would name and the reader may not see."""
        record = context["adminform"].form.instance
        veil(request.user, [record])
        if not record._state.adding:
            context["subtitle"] = str(record)
        for inline in context.get("inline_admin_formsets", ()):
            veil(request.user, [form.instance for form in inline.formset.forms])
        return super().render_change_form(request, context, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form class; after a refusal, one that carries the refusal as its errors."""
        plain = super().get_form(request, obj, change, **kwargs)
        form: Any = type(plain.__name__, (ScopedFormMixin, plain), {"__module__": plain.__module__})
        refusal: ServiceError | None = getattr(request, "_refusal", None)
        if refusal is None:
            return form

        class RefusedForm(form):
            def full_clean(self) -> None:
                super().full_clean()
                if self.is_bound and refusal is not None:
                    place_refusal(self, refusal)

        return RefusedForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand the form's values to the slice's service."""
        values = self.get_service_values(request, form)
        if change:
            own = type(self).change_service or change_record
            saved = own(
                actor=request.user,
                record=obj,
                values={n: values[n] for n in form.changed_data if n in values},
            )
        else:
            own_create = type(self).create_service
            if own_create is not None:
                saved = own_create(actor=request.user, values=values)
            else:
                saved = create_record(actor=request.user, model=self.model, values=values)
        # Django goes on with `obj`: give it what the service wrote.
        obj.__dict__.update({k: v for k, v in saved.__dict__.items() if k != "_state"})
        obj._state.adding = False
        obj._state.db = saved._state.db

    def get_service_values(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        """Return the validated values that belong to columns of the record."""
        names = {field.name for field in self.model._meta.concrete_fields}
        return {name: value for name, value in form.cleaned_data.items() if name in names}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the inlines through services; tracked records hold no plain many-to-many."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Create, change and delete inline rows by services."""
        names = {field.name for field in formset.model._meta.concrete_fields}
        for row in formset.forms:
            if not row.has_changed() and row.instance._state.adding:
                continue
            if formset.can_delete and row.cleaned_data.get("DELETE"):
                if not row.instance._state.adding:
                    delete_record(actor=request.user, record=row.instance)
                continue
            values = {n: v for n, v in row.cleaned_data.items() if n in names and n != "id"}
            if row.instance._state.adding:
                values[formset.fk.name] = form.instance
                create_record(actor=request.user, model=formset.model, values=values)
            elif row.has_changed():
                changed = {n: values[n] for n in row.changed_data if n in values}
                change_record(actor=request.user, record=row.instance, values=changed)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete through the service."""
        delete_record(actor=request.user, record=obj)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Write nothing: events and history are the log."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Write nothing: events and history are the log."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Write nothing: events and history are the log."""

    def run_for_each(self, request: HttpRequest, rows: Any, act: Callable[[Any], Any]) -> None:
        """Run a service on each row of a bulk action; say how many worked and why each other did not."""
        done = 0
        for record in rows:
            try:
                act(record)
            except ServiceError as refusal:
                messages.error(request, f"{show(request.user, record)}: {refusal.message}")
            else:
                done += 1
        if done:
            messages.success(request, ngettext("%d record done.", "%d records done.", done) % done)

    # Pages -------------------------------------------------------------------------------------------------------

    def get_pages(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        """Return (route, view, name) of each page beyond Django's; a kind with pages of its own adds them here."""
        return [
            ("<path:object_id>/do/<slug:name>/", self.transition_view, "do"),
            ("<path:object_id>/access/", self.access_view, "access"),
            ("filters/save/", self.save_filter_view, "save_filter"),
            ("filters/<uuid:filter_id>/drop/", self.drop_filter_view, "drop_filter"),
        ]

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of `get_pages`, named like Django's own; the history route leads to our own page."""
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        own: list[URLPattern] = [
            path(r, wrap(view), name=f"{prefix}_{name}") for r, view, name in self.get_pages()
        ]
        own += super().get_urls()
        for pattern in own:
            # The check of routes takes a page of this class as governed; admin_view does not say whose page it wraps.
            if not hasattr(pattern.callback, "model_admin"):
                pattern.callback.model_admin = self  # type: ignore[attr-defined]
        return own

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show who changed what, when, through what and why; read-only."""
        return history_page(self, request, object_id)

    def access_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show and change who has access to this one record."""
        return grants_page(self, request, object_id)

    def transition_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask for what a transition needs (GET), or do it (POST)."""
        return run_transition(self, request, object_id, name)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Add the record's transitions to its page."""
        # What can be done now is asked of the record itself, not of the veiled one that the page shows.
        record = super().get_object(request, object_id)
        context = {
            "transitions": list_available(self, request, record) if record else [],
            "access_url": self._get_access_url(request, record),
            "page_links": list_page_links(request, record),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def _get_access_url(self, request: HttpRequest, record: Any) -> str:
        if record is None or not self._may(request, "grant", record):
            return ""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_access", args=[record.pk])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name no related record in the confirmation: the service refuses when something rests on it."""
        names = [str(obj) for obj in objs]
        return names, {self.model._meta.verbose_name_plural: len(names)}, set(), []
