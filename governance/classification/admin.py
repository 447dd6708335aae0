"""Classifications in the admin: data classes with their rules, places, adequacy decisions and regions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.classification.enums import DataCategory, Sensitivity
from governance.classification.forms import DataClassForm, HandlingRuleForm
from governance.classification.models import (
    AdequacyDecision,
    Country,
    DataClass,
    Grouping,
    GroupingMember,
    HandlingRule,
    Region,
)
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline

SEED_HINT = _("The shipped reference data comes with the command “seed_reference”; it overwrites nothing.")
SENSITIVITY_COLOURS = {
    Sensitivity.PUBLIC: "success",
    Sensitivity.INTERNAL: "info",
    Sensitivity.CONFIDENTIAL: "warning",
    Sensitivity.RESTRICTED: "danger",
}


class ReferenceAdmin(GovernedModelAdmin):
    """What the pages of reference data share."""

    empty_hint = SEED_HINT
    empty_value_display = "—"


class HandlingRuleInline(GovernedTabularInline):
    """The rules of a data class, one below the other: they are too wide for a table."""

    model = HandlingRule
    form: Any = HandlingRuleForm
    template = "admin/edit_inline/stacked.html"


@admin.register(DataClass)
class DataClassAdmin(ReferenceAdmin):
    """Data classes with what each demands."""

    form = DataClassForm
    list_display = ("name", "key", "show_sensitivity", "show_categories", "show_rules", "is_active")
    list_filter = ("sensitivity", "is_active")
    search_fields = ("key", "name", "description")
    inlines = (HandlingRuleInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataClass]:
        """Count the rules with the rows, from the least to the most sensitive."""
        rows = super().get_queryset(request).annotate(rules=Count("handling_rules"))
        return DataClass.in_order(rows)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Keep the order of the queryset, which goes by sensitivity."""
        return ()

    @display(description=_("sensitivity"), label=SENSITIVITY_COLOURS)
    def show_sensitivity(self, obj: DataClass) -> tuple[str, str]:
        """Show the sensitivity as a badge."""
        return obj.sensitivity, obj.get_sensitivity_display()

    @display(description=_("categories"), label=True)
    def show_categories(self, obj: DataClass) -> list[str]:
        """Show each category as a badge."""
        names = dict(DataCategory.choices)
        return [str(names.get(key, key)) for key in obj.categories]

    @display(description=_("rules"))
    def show_rules(self, obj: Any) -> int:
        """Show how many rules hold for the class."""
        return int(obj.rules)


@admin.register(HandlingRule)
class HandlingRuleAdmin(ReferenceAdmin):
    """Handling rules on their own, to compare across classes."""

    form = HandlingRuleForm
    list_display = (
        "data_class",
        "requires_dpa",
        "requires_baa",
        "requires_no_training",
        "max_retention_days",
        "show_places",
    )
    list_filter = ("data_class", "requires_dpa", "requires_baa", "requires_no_training")
    search_fields = ("data_class__name", "data_class__key", "legal_source")
    list_select_related = ("data_class",)
    autocomplete_fields = ("data_class",)
    deletable = True

    @display(description=_("allowed places"), label=True)
    def show_places(self, obj: HandlingRule) -> list[str]:
        """Show each place as a badge; none means anywhere."""
        return obj.allowed_places or [str(_("anywhere"))]


class GroupingMemberInline(GovernedTabularInline):
    """The countries of a grouping, with their days."""

    model = GroupingMember
    autocomplete_fields = ("country",)
    fields = ("country", "valid_from", "valid_to", "source")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the countries with the rows."""
        return super().get_queryset(request).select_related("country", "grouping").order_by("country__name")


@admin.register(Grouping)
class GroupingAdmin(ReferenceAdmin):
    """Groupings of countries with their members over time."""

    list_display = ("name", "key", "show_members")
    search_fields = ("key", "name")
    inlines = (GroupingMemberInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the stays with the rows."""
        return super().get_queryset(request).annotate(stays=Count("members"))

    @display(description=_("members, past ones included"))
    def show_members(self, obj: Any) -> int:
        """Show how many stays are on record."""
        return int(obj.stays)


@admin.register(Country)
class CountryAdmin(ReferenceAdmin):
    """Countries and territories."""

    list_display = ("name", "code", "parent")
    search_fields = ("code", "name")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)


@admin.register(AdequacyDecision)
class AdequacyDecisionAdmin(ReferenceAdmin):
    """Adequacy decisions, lapsed ones included."""

    list_display = (
        "subject",
        "country",
        "subject_type",
        "show_status",
        "condition",
        "valid_from",
        "valid_to",
    )
    list_filter = ("subject_type", "status")
    search_fields = ("subject", "country__name", "country__code", "condition", "source")
    list_select_related = ("country",)
    autocomplete_fields = ("country",)

    @display(description=_("status"), label={"holds": "success", "challenged": "warning", "over": "default"})
    def show_status(self, obj: AdequacyDecision) -> tuple[str, str]:
        """Show whether it holds today, by its dates, as a badge."""
        if not obj.is_in_force(timezone.now()):
            return "over", str(_("not in force"))
        if obj.status == "challenged":
            return "challenged", obj.get_status_display()
        return "holds", str(_("in force"))


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    """Places of processing, as providers name them."""

    list_display = ("key", "name", "city", "country", "provider", "partition")
    list_filter = ("provider", "partition")
    search_fields = ("key", "name", "city", "country__name", "country__code")
    list_select_related = ("country",)
    autocomplete_fields = ("country",)
