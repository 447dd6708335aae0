"""Attestations in the admin: what counts, what ends soon, what the auditors found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.classification.forms import OwnerChoiceMixin
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline, Transition
from governance.core.days import legal_day
from vendors.attestations import services
from vendors.attestations.forms import AttestationForm, JudgeForm
from vendors.attestations.models import Attestation, AttestationService, BridgeLetter
from vendors.attestations.selectors import in_force_on

SOON = timedelta(days=60)
STANDING_COLOURS = {
    "in_force": "success",
    "bridged": "info",
    "ends_soon": "warning",
    "not_yet": "info",
    "unissued": "default",
    "over": "danger",
}


class StandingFilter(admin.SimpleListFilter):
    """In force, ending soon, over, with exceptions to judge: by the dates, as of today (UTC)."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the questions officers ask."""
        return [
            ("in_force", _("in force")),
            ("ends_soon", _("ends within 60 days")),
            ("over", _("over")),
            ("to_judge", _("exceptions to judge")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that stand so."""
        today = legal_day()
        later = BridgeLetter.objects.filter(attestation=OuterRef("pk"))
        past_soon = Q(Exists(later.filter(covers_until_date__gt=today + SOON)))
        holds = in_force_on(today)
        wanted = {
            "in_force": holds,
            "ends_soon": holds & Q(valid_until_date__lte=today + SOON) & ~past_soon,
            "over": Q(issued_date__isnull=False, valid_until_date__lte=today) & ~holds,
            "to_judge": ~Q(exceptions=[]) & Q(are_exceptions_acceptable__isnull=True),
        }
        chosen = self.value()
        return queryset.filter(wanted[chosen]) if chosen in wanted else queryset


class CoverageInline(GovernedTabularInline):
    """The services covered, when not all are."""

    model = AttestationService
    fields = ("service",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the services of the attestation's vendor alone."""
        formset = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get("service")
        if field is not None and obj is not None:
            field.queryset = field.queryset.filter(vendor_id=obj.vendor_id)
        return formset

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the services with the rows."""
        return super().get_queryset(request).select_related("service", "attestation")


class BridgeLetterInline(GovernedTabularInline):
    """What carries the attestation on until the next one is there."""

    model = BridgeLetter
    fields = ("covers_from_date", "covers_until_date", "issued_date", "document_url")


@admin.register(Attestation)
class AttestationAdmin(OwnerChoiceMixin, GovernedModelAdmin):
    """Reports and certificates about vendors; their exceptions are judged by a button."""

    form = AttestationForm
    list_display = (
        "title",
        "vendor",
        "kind",
        "show_standing",
        "show_exceptions",
        "issued_date",
        "show_end",
        "owner",
    )
    list_filter = (StandingFilter, "kind", "vendor")
    search_fields = ("title", "auditor", "vendor__name", "vendor__key")
    list_select_related = ("vendor", "owner")
    autocomplete_fields = ("vendor",)
    inlines = (CoverageInline, BridgeLetterInline)
    change_service = services.change_attestation
    empty_hint = _("What auditors attest of a vendor: SOC reports, ISO certificates, penetration tests.")
    empty_value_display = "—"
    told = ("show_exceptions", "exceptions_note", "judged_by", "judged_at")
    readonly_fields = told
    fieldsets = (
        (None, {"fields": ("vendor", "kind", "title", "auditor", "owner", "document_url")}),
        (_("Scope"), {"fields": ("scope_text", "covers_all_services")}),
        (
            _("Dates"),
            {"fields": ("period_start_date", "period_end_date", "issued_date", "valid_until_date")},
        ),
        (_("Exceptions"), {"fields": ("exceptions", *told)}),
    )
    transitions = (
        Transition(
            "judge",
            _("Judge the exceptions"),
            services.judge_exceptions,
            "attestation",
            action="judge",
            form=JudgeForm,
            available=lambda attestation, user: bool(attestation.exceptions),
            description=_(
                "Says whether what the auditor found is acceptable. A later judgement replaces it."
            ),
            primary=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the bridge letters with the rows."""
        return super().get_queryset(request).prefetch_related("bridge_letters")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep a saved attestation with its vendor."""
        return ("vendor", *self.told) if obj else self.told

    @display(description=_("standing"), label=STANDING_COLOURS)
    def show_standing(self, obj: Attestation) -> tuple[str, str]:
        """Show how it stands now, as a badge."""
        now = timezone.now()
        if obj.starts_at is None or obj.ends_at is None:
            return "unissued", str(_("not issued"))
        if now < obj.starts_at:
            return "not_yet", str(_("not yet in force"))
        if not obj.is_in_force(now):
            return "over", str(_("over"))
        if obj.ends_at <= now + SOON:
            return "ends_soon", str(_("ends soon"))
        return ("bridged", str(_("bridged"))) if obj.is_bridged else ("in_force", str(_("in force")))

    @display(
        description=_("exceptions"),
        label={"none": "default", "open": "warning", "acceptable": "success", "refused": "danger"},
    )
    def show_exceptions(self, obj: Attestation) -> tuple[str, str]:
        """Show how many exceptions there are and how they were judged, as a badge."""
        if not obj.exceptions:
            return "none", str(_("none"))
        if obj.are_exceptions_acceptable is None:
            return "open", str(_("%d to judge") % len(obj.exceptions))
        if obj.are_exceptions_acceptable:
            return "acceptable", str(_("%d, acceptable") % len(obj.exceptions))
        return "refused", str(_("%d, not acceptable") % len(obj.exceptions))

    @display(description=_("ends"), ordering="valid_until_date")
    def show_end(self, obj: Attestation) -> Any:
        """Show the first day on which it no longer counts, letters included."""
        return obj.valid_until_date if obj.ends_at is None else legal_day(obj.ends_at)
