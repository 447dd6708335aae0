"""Agreements in the admin: what is in force, what ends soon, ending and renewing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.classification.forms import OwnerChoiceMixin
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline, Transition
from governance.core.days import legal_day
from vendors.agreements import services
from vendors.agreements.checklist_pages import check_page, show_checklist
from vendors.agreements.forms import AgreementForm, RenewForm, TerminateForm
from vendors.agreements.models import Agreement, AgreementService

SOON = timedelta(days=60)
STANDING_COLOURS = {
    "in_force": "success",
    "ends_soon": "warning",
    "not_yet": "info",
    "unsigned": "default",
    "over": "danger",
}


class StandingFilter(admin.SimpleListFilter):
    """In force, ending soon, over: by the dates, as of today (UTC)."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the three questions officers ask."""
        return [("in_force", _("in force")), ("ends_soon", _("ends within 60 days")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that stand so."""
        today = legal_day()
        over = Q(expiry_date__lte=today) | Q(terminated_date__lte=today)
        soon = Q(expiry_date__lte=today + SOON) | Q(terminated_date__lte=today + SOON)
        started = Q(effective_date__lte=today)
        wanted = {"in_force": started & ~over, "ends_soon": started & soon & ~over, "over": over}
        chosen = self.value()
        return queryset.filter(wanted[chosen]) if chosen in wanted else queryset


class CoverageInline(GovernedTabularInline):
    """The services covered, when not all are."""

    model = AgreementService
    fields = ("service",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the services of the agreement's vendor alone."""
        formset = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get("service")
        if field is not None and obj is not None:
            field.queryset = field.queryset.filter(vendor_id=obj.vendor_id)
        return formset

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the services with the rows."""
        return super().get_queryset(request).select_related("service", "agreement")


@admin.register(Agreement)
class AgreementAdmin(OwnerChoiceMixin, GovernedModelAdmin):
    """Contracts with vendors; ending and renewing are buttons."""

    form = AgreementForm
    list_display = ("title", "vendor", "kind", "show_standing", "effective_date", "show_end", "owner")
    list_filter = (StandingFilter, "kind", "vendor")
    search_fields = ("title", "our_reference", "vendor__name", "vendor__key", "their_party")
    list_select_related = ("vendor", "owner")
    autocomplete_fields = ("vendor",)
    inlines = (CoverageInline,)
    change_form_outer_after_template = "admin/vendors/checklist.html"
    empty_hint = _("Without a DPA in force no personal data goes to a vendor; without a BAA, no PHI.")
    empty_value_display = "—"
    fieldsets = (
        (None, {"fields": ("vendor", "kind", "title", "our_reference", "owner", "document_url")}),
        (_("Parties"), {"fields": ("our_party", "their_party")}),
        (
            _("Dates"),
            {"fields": ("effective_date", "expiry_date", "terminated_date", "notice_days", "predecessor")},
        ),
        (
            _("Clauses"),
            {"fields": ("clauses", "retention_limit_days", "breach_notice_hours", "covers_all_services")},
        ),
        (_("Transfers"), {"fields": ("scc_module", "transfer_assessment_date", "scheme")}),
    )
    transitions = (
        Transition(
            "renew",
            _("Renew"),
            services.renew_agreement,
            "agreement",
            action="renew",
            form=RenewForm,
            available=lambda agreement, user: (
                agreement.terminated_date is None and not hasattr(agreement, "successor")
            ),
            description=_("Makes the next agreement with the same clauses and services."),
            primary=True,
        ),
        Transition(
            "terminate",
            _("Terminate"),
            services.terminate_agreement,
            "agreement",
            action="terminate",
            form=TerminateForm,
            available=lambda agreement, user: (
                agreement.terminated_date is None and agreement.effective_date is not None
            ),
            description=_("Decisions that rest on it are denied from that day on."),
            dangerous=True,
        ),
    )

    def get_pages(self) -> Any:
        """Add the page on which one clause is checked."""
        return [
            ("<path:object_id>/clauses/<slug:clause>/", self.clause_view, "clause"),
            *super().get_pages(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show under the agreement what its text was checked for, and what nobody has checked yet."""
        return super().change_view(
            request, object_id, form_url, {**show_checklist(request, object_id), **(extra_context or {})}
        )

    def clause_view(self, request: HttpRequest, object_id: str, clause: str) -> HttpResponse:
        """Ask what was found about one clause (GET), or note it (POST)."""
        return check_page(self, request, object_id, clause)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep a saved agreement with its vendor; its end and its line are told, not typed."""
        told = ("terminated_date", "predecessor")
        return ("vendor", *told) if obj else told

    @display(description=_("standing"), label=STANDING_COLOURS)
    def show_standing(self, obj: Agreement) -> tuple[str, str]:
        """Show how it stands now, as a badge."""
        now = timezone.now()
        if obj.effective_at is None:
            return "unsigned", str(_("not signed"))
        if obj.ends_at is not None and obj.ends_at <= now:
            return "over", str(_("terminated") if obj.terminated_at == obj.ends_at else _("expired"))
        if now < obj.effective_at:
            return "not_yet", str(_("not yet in force"))
        if obj.ends_at is not None and obj.ends_at <= now + SOON:
            return "ends_soon", str(_("ends soon"))
        return "in_force", str(_("in force"))

    @display(description=_("ends"), ordering="expiry_date")
    def show_end(self, obj: Agreement) -> Any:
        """Show the first day on which it no longer holds."""
        return min((day for day in (obj.expiry_date, obj.terminated_date) if day), default=None)
