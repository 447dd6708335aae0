"""Use cases in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.classification.forms import OwnerChoiceMixin
from governance.core.admin import GovernedModelAdmin
from governance.use_cases.enums import RiskTier
from governance.use_cases.forms import UseCaseForm
from governance.use_cases.models import UseCase

RISK_COLOURS = {
    RiskTier.MINIMAL: "success",
    RiskTier.LIMITED: "info",
    RiskTier.HIGH: "warning",
    RiskTier.PROHIBITED: "danger",
}


@admin.register(UseCase)
class UseCaseAdmin(OwnerChoiceMixin, GovernedModelAdmin):
    """Purposes, with who answers for each and which data it may use."""

    form = UseCaseForm
    list_display = ("name", "key", "show_risk", "team", "owner", "show_data_classes", "is_active")
    list_filter = ("risk_tier", "is_active", "team")
    search_fields = ("key", "name", "purpose")
    list_select_related = ("team", "owner")
    empty_hint = _("A decision names a use case: without one, every question is denied.")
    empty_value_display = "—"

    @display(description=_("risk"), label=RISK_COLOURS, ordering="risk_tier")
    def show_risk(self, obj: UseCase) -> tuple[str, str]:
        """Show the risk tier as a badge."""
        return obj.risk_tier, obj.get_risk_tier_display()

    @display(description=_("data classes"), label=True)
    def show_data_classes(self, obj: UseCase) -> list[str]:
        """Show each data class as a badge."""
        return obj.data_classes or [str(_("none"))]
