"""Rows of a related kind on a record's page, with the same scope and the same services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.admin import TabularInline

from governance.core.admin.access import ScopedAccessMixin
from governance.core.admin.veil import ScopedFormMixin


class ScopedInlineForm(ScopedFormMixin, forms.ModelForm):
    """The form of one inline row, which keeps related records that the reader may not see."""


class GovernedTabularInline(ScopedAccessMixin, TabularInline):
    """An inline table; rows are created, changed and deleted by services (see GovernedModelAdmin.save_formset)."""

    form = ScopedInlineForm
    extra = 0
    show_change_link = True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the field of each row for those who hear the page: the heading of the column is not its label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            inner = getattr(field.widget, "widget", field.widget)
            inner.attrs.setdefault("aria-label", capfirst(str(field.label or db_field.verbose_name)))
        return field

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the right on the kind; `obj` is the parent here."""
        return self._may(request, "change")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the right on the kind; `obj` is the parent here."""
        return self._may(request, "view")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the right on the kind; `obj` is the parent here."""
        return self._may(request, "delete")
