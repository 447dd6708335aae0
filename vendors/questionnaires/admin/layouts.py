"""Layouts of sheets that were remembered: what each is known by, and forgetting it again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from governance.core.admin import GovernedModelAdmin
from vendors.questionnaires.file_forms import COLUMNS
from vendors.questionnaires.models import SheetLayout


@admin.register(SheetLayout)
class SheetLayoutAdmin(GovernedModelAdmin):
    """Layouts come from the steps of reading a file; here they are renamed, or removed."""

    list_display = ("title", "framework", "version", "show_headings", "updated_at")
    search_fields = ("title", "framework")
    fields = ("title", "framework", "version", "show_headings", "show_columns")
    readonly_fields = ("show_headings", "show_columns")
    deletable = True
    empty_hint = _(
        "When a sheet is laid out as nobody knows, you say once which column holds what. That is remembered here."
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Layouts are explained on a file."""
        return False

    @admin.display(description=_("known by these headings"))
    def show_headings(self, obj: SheetLayout) -> str:
        """Show the headings in their order."""
        return " · ".join(text for text in obj.headings if text)

    @admin.display(description=_("columns"))
    def show_columns(self, obj: SheetLayout) -> str:
        """Show which column holds what, by its letter."""
        columns = obj.mapping.get("columns", {})
        return ", ".join(
            f"{label}: {columns[name]}" for name, (label, _hint) in COLUMNS.items() if name in columns
        )
