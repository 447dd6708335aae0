"""Findings: what is open at which vendor, how bad, until when."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from vendors.assessments import services
from vendors.assessments.enums import FindingSeverity
from vendors.assessments.forms import CloseFindingForm
from vendors.assessments.models import AssessmentFinding
from vendors.questionnaires.references import name_id

SEVERITY_COLOURS = {"low": "default", "medium": "info", "high": "warning", "critical": "danger"}


class OpenFilter(admin.SimpleListFilter):
    """Open or closed."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer both."""
        return [("open", _("open")), ("closed", _("closed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that stand so."""
        chosen = self.value()
        return (
            queryset.filter(closed_at__isnull=chosen == "open") if chosen in {"open", "closed"} else queryset
        )


@admin.register(AssessmentFinding)
class AssessmentFindingAdmin(GovernedModelAdmin):
    """Findings; they are raised in a review and closed with what shows that they are mended."""

    list_display = ("title", "vendor", "show_severity", "show_standing", "due_date", "owner")
    list_filter = (OpenFilter, "severity", "vendor")
    search_fields = ("title", "vendor__name", "vendor__key", "question_id")
    list_select_related = ("vendor", "owner")
    empty_hint = _("No finding. They are raised while the answers of an assessment are looked through.")
    empty_value_display = "—"
    fields = (
        "vendor",
        "assessment",
        "show_question",
        "title",
        "severity",
        "description",
        "owner",
        "due_date",
        "closed_at",
        "closed_by",
        "closing_note",
    )
    readonly_fields = fields
    transitions = (
        Transition(
            "close",
            _("Close"),
            services.close_finding,
            "finding",
            action="close",
            form=CloseFindingForm,
            available=lambda finding, user: finding.is_open,
            description=_("Say what shows that it is mended; it is kept with the finding."),
            primary=True,
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Findings are raised in a review."""
        return False

    @display(description=_("question"), empty_value="—")
    def show_question(self, obj: AssessmentFinding) -> str:
        """Show which question it is about, as people read its id."""
        return name_id(obj.question_id)

    @display(description=_("severity"), label=SEVERITY_COLOURS, ordering="severity")
    def show_severity(self, obj: AssessmentFinding) -> tuple[str, str]:
        """Show the severity as a badge."""
        return obj.severity, str(FindingSeverity(obj.severity).label)

    @display(description=_("standing"), label={"open": "warning", "closed": "success"})
    def show_standing(self, obj: AssessmentFinding) -> tuple[str, str]:
        """Show whether it is open."""
        return ("open", str(_("open"))) if obj.is_open else ("closed", str(_("closed")))
