"""Action items in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from governance.core.admin.transitions import NoQuestions
from governance.core.enums import Severity
from governance.notifications import services
from governance.notifications.models import ActionItem

SEVERITY_COLOURS = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "danger"}


class OpenFilter(SimpleListFilter):
    """Open items unless asked otherwise."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices beside the default."""
        return (("done", _("done")), ("all", _("all")))

    def choices(self, changelist: Any) -> Any:
        """Name the default."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("open")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        if self.value() == "all":
            return queryset
        return queryset.filter(done_at__isnull=self.value() != "done")


@admin.register(ActionItem)
class ActionItemAdmin(GovernedModelAdmin):
    """What somebody must look at; raised by services, closed by people."""

    list_display = ("title", "show_severity", "show_record", "owner", "due_date", "show_done")
    list_filter = (OpenFilter, "severity", "kind", "owner")
    search_fields = ("title", "record_label", "body")
    list_select_related = ("owner", "done_by", "record_type")
    empty_hint = _("Nothing waits. Items appear here when something needs a person's eye.")
    empty_value_display = "—"
    actions = ("close_action",)
    fields = (
        "title",
        "show_severity",
        "body",
        "show_record",
        "kind",
        "owner",
        "due_date",
        "created_at",
        "done_at",
        "done_by",
    )
    transitions = (
        Transition(
            "done",
            _("Done"),
            services.close_action_item,
            "item",
            action="view",
            form=NoQuestions,
            available=lambda item, user: item.is_open,
            description=_("Says that you looked at it and what had to be done is done."),
            primary=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Show the soonest due first."""
        return super().get_queryset(request).order_by(F("due_date").asc(nulls_last=True), "-id")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: items are raised by services."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Let officers hand an item to somebody or move its day; nothing else."""
        return tuple(name for name in self.fields if name not in ("owner", "due_date"))

    @display(description=_("severity"), label=SEVERITY_COLOURS, ordering="severity")
    def show_severity(self, obj: ActionItem) -> tuple[str, str]:
        """Show the severity as a badge."""
        return obj.severity, obj.get_severity_display()

    @display(description=_("record"))
    def show_record(self, obj: ActionItem) -> str:
        """Lead to the record; its own page decides whether the reader may see it."""
        if obj.record_type is None or obj.record_id is None:
            return "—"
        name = f"admin:{obj.record_type.app_label}_{obj.record_type.model}_change"
        try:
            return format_html('<a href="{}">{}</a>', reverse(name, args=[obj.record_id]), obj.record_label)
        except NoReverseMatch:
            return obj.record_label

    @display(description=_("done"), label={"open": "warning", "done": "success"})
    def show_done(self, obj: ActionItem) -> tuple[str, str]:
        """Show whether it waits, as a badge."""
        return ("open", str(_("open"))) if obj.is_open else ("done", str(_("done")))

    @admin.action(description=_("Done"))
    def close_action(self, request: HttpRequest, queryset: Any) -> None:
        """Close the chosen items."""
        self.run_for_each(
            request,
            queryset,
            lambda item: services.close_action_item(actor=request.user, item=item),
        )
