"""The decision log in the admin: read, filtered, found by an answer's id, and charted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from governance.core.admin.read_only import ReadOnlyModelAdmin
from governance.core.admin.veil import ScopedRelatedFilter
from imprimatur import CODES
from registry.decision_log.enums import Outcome
from registry.decision_log.filters import TextFilter
from registry.decision_log.models import LoggedDecision
from registry.decision_log.selectors import chart_denials, find_decision

COLOURS = {Outcome.PERMIT: "success", Outcome.DENY: "danger"}


@admin.register(LoggedDecision)
class LoggedDecisionAdmin(ReadOnlyModelAdmin):
    """Decisions given, newest first."""

    list_before_template = "admin/registry/denials.html"
    list_display = (
        "last_at",
        "show_decision",
        "code",
        "subject_id",
        "use_case",
        "resource_id",
        "times",
        "caller",
        "through",
    )
    list_display_links = ("last_at", "show_decision")
    list_filter = (
        ("decision", ChoicesDropdownFilter),
        ("code", TextFilter),
        ("subject_id", TextFilter),
        ("resource_id", TextFilter),
        ("through", ChoicesDropdownFilter),
        ("caller", ScopedRelatedFilter),
        ("last_at", RangeDateTimeFilter),
    )
    list_select_related = ("caller",)
    search_fields = ("subject_id", "resource_id", "use_case")
    search_help_text = _("The id of an answer, or part of a team, model or use case")
    ordering = ("-id",)
    fields = readonly_fields = (
        "show_decision",
        "show_reasons",
        "revision",
        "times",
        "first_at",
        "last_at",
        "caller",
        "key_id",
        "through",
        "subject_type",
        "subject_id",
        "action",
        "use_case",
        "phase",
        "resource_type",
        "resource_id",
        "data_classes",
        "region",
        "environment",
        "asked_about",
        "show_ids",
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find the row of an answer by the answer's id; anything else is part of a name."""
        try:
            decision_id = UUID(search_term.strip())
        except ValueError:
            return super().get_search_results(request, queryset, search_term)
        row = find_decision(request.user, decision_id)
        return (queryset.none() if row is None else queryset.filter(pk=row.pk)), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list under what was denied most in the last days."""
        denials = chart_denials(self.get_queryset(request))
        return super().changelist_view(request, {**(extra_context or {}), "denials": denials})

    @display(description=_("answer"), label=COLOURS)
    def show_decision(self, row: LoggedDecision) -> tuple[str, str]:
        """Show the answer as a badge."""
        return row.decision, row.get_decision_display()

    @display(description=_("reasons"))
    def show_reasons(self, row: LoggedDecision) -> str:
        """Show each code with its plain meaning."""
        pairs = ((code, CODES[code].meaning if code in CODES else "") for code in row.codes)
        return format_html_join("", "<div><code>{}</code> {}</div>", pairs)

    @display(description=_("ids of the answers"))
    def show_ids(self, row: LoggedDecision) -> str:
        """Show the ids, the first hundred of them."""
        ids = row.list_decision_ids()
        shown = format_html_join("", "<div><code>{}</code></div>", ((each,) for each in ids[:100]))
        return shown if len(ids) <= 100 else shown + _("and %d more") % (len(ids) - 100)
