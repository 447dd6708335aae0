"""What happened in the whole product: for those who may read all events."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateTimeFilter
from unfold.decorators import display

from governance.core.admin.read_only import ReadOnlyModelAdmin
from governance.core.admin.veil import ScopedRelatedFilter
from governance.core.events import list_event_kinds
from governance.core.models import RecordedEvent


class EventNameFilter(DropdownFilter):
    """Filters by what happened, in the words of its sentence."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every declared event by its sentence."""
        kinds = [(kind.name, f"{kind.sentence} ({kind.name})") for kind in list_event_kinds()]
        return sorted(kinds, key=lambda kind: kind[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the events of the chosen name."""
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(RecordedEvent)
class RecordedEventAdmin(ReadOnlyModelAdmin):
    """Events, newest first."""

    list_display = ("happened_at", "show_event", "show_record", "actor", "channel", "reason")
    list_display_links = ("show_event",)
    list_filter = (
        EventNameFilter,
        ("actor", ScopedRelatedFilter),
        ("channel", ChoicesDropdownFilter),
        ("happened_at", RangeDateTimeFilter),
    )
    list_select_related = ("actor", "record_type")
    search_fields = ("record_label",)
    search_help_text = _("The id of a record, or part of its name")
    ordering = ("-id",)
    fields = (
        "happened_at",
        "show_event",
        "show_record",
        "actor",
        "channel",
        "reason",
        "data",
        "address",
        "request_id",
    )
    readonly_fields = ("show_event", "show_record")

    @display(description=_("event"))
    def show_event(self, event: RecordedEvent) -> str:
        """Return the event in words."""
        return event.sentence

    @display(description=_("record"))
    def show_record(self, event: RecordedEvent) -> str:
        """Return the record's name as it was then, leading to its history."""
        if event.record_type is None:
            return event.record_label
        try:
            name = f"admin:{event.record_type.app_label}_{event.record_type.model}_history"
            address = reverse(name, args=[event.record_id])
        except NoReverseMatch:
            return event.record_label
        return format_html('<a href="{}">{}</a>', address, event.record_label)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search by the record's id when an id was typed, by its name otherwise."""
        try:
            return queryset.filter(record_id=UUID(search_term.strip())), False
        except ValueError:
            return super().get_search_results(request, queryset, search_term)
