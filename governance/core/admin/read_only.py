"""Pages of the machinery's own rows: scoped like records, read and never written by forms."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from governance.core.admin.veil import CleanChangeList
from governance.core.rights import rights_of


class ReadOnlyModelAdmin(ModelAdmin):
    """Shows the rows that the kind's `restrict` gives the reader; nothing is added, changed or deleted here."""

    # Counting millions of events would cost more than showing fifty of them.
    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = True
    list_fullwidth = True
    actions: Any = ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the reader may see the row, or any row."""
        if rights_of(request.user).everywhere_has(f"{self.opts.app_label}.view_{self.opts.model_name}"):
            return True
        rows = self.model._default_manager.restrict(request.user)
        return bool((rows if obj is None else rows.filter(pk=obj.pk)).exists())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: services write these rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: services write these rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: services write these rows."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows the reader may see."""
        return super().get_queryset(request).restrict(request.user)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the list page that takes no value which a database cannot hold."""
        return CleanChangeList

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Answer 404: these rows have no history of their own."""
        raise Http404

    def get_row_or_404(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row when the reader may see it; the same 404 for foreign and missing."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row
