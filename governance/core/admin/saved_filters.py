"""Saved filters of a list: a name for the present filters, kept for the reader alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.models import SavedFilter

MOST = 30
# What a page number or an error flag in the address says is no filter.
PASSING = frozenset({"p", "e", "_changelist_filters", "all"})


class SavedFiltersMixin:
    """Lets the reader keep, use and drop named filters on a list page."""

    opts: Any

    def list_saved_filters(self, request: HttpRequest) -> list[SavedFilter]:
        """Return the reader's saved filters of this list, by name."""
        rows = SavedFilter.objects.filter(owner_id=request.user.pk, list_label=self.opts.label_lower)
        return list(rows.order_by("name")[:MOST])

    def get_saved_filter_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the top of the list page needs."""
        list_page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        query = urlencode(
            [(name, value) for name, value in parse_qsl(request.GET.urlencode()) if name not in PASSING]
        )
        return {
            "saved_filters": self.list_saved_filters(request),
            "present_query": query,
            "may_save_filter": bool(query),
            "save_filter_url": f"{list_page}filters/save/",
            "list_page": list_page,
        }

    def save_filter_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the present filters under a name (POST); the same name is overwritten."""
        list_page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        if request.method != "POST":
            return redirect(list_page)
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise Http404
        name = request.POST.get("name", "").replace("\x00", "").strip()[:80]
        pairs = [pair for pair in parse_qsl(request.POST.get("query", "")[:2000]) if pair[0] not in PASSING]
        query = urlencode([(key, value.replace("\x00", "")) for key, value in pairs])[:2000]
        if not name:
            messages.error(request, _("Give the filter a name."))
        elif not query:
            messages.error(request, _("Nothing is filtered yet; choose filters first, then save them."))
        elif len(self.list_saved_filters(request)) >= MOST:
            messages.error(request, _("You have %d saved filters here; drop one first.") % MOST)
        else:
            SavedFilter.objects.update_or_create(
                owner_id=request.user.pk,
                list_label=self.opts.label_lower,
                name=name,
                defaults={"query": query},
            )
            messages.success(request, _("Saved as “%s”.") % name)
        return redirect(f"{list_page}?{query}" if query else list_page)

    def drop_filter_view(self, request: HttpRequest, filter_id: Any) -> HttpResponse:
        """Drop one of the reader's own saved filters (POST)."""
        list_page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        if request.method == "POST":
            rows = SavedFilter.objects.filter(pk=filter_id, owner_id=request.user.pk)
            if not rows.filter(list_label=self.opts.label_lower).delete()[0]:
                raise Http404
        return redirect(list_page)
