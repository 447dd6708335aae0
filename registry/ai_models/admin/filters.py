"""Filters of the version list: the questions officers ask of it."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from governance.core.days import legal_day
from registry.ai_models.enums import CatalogueState, Lifecycle, PinKind
from registry.ai_models.selectors import IN_USE, SOON

QUICK_VIEWS = (
    ("ending", _("Ending within 90 days")),
    ("ended", _("Past their end, still approved")),
    ("dropped", _("Gone from the catalogue, still approved")),
    ("lookalike", _("Look-alikes to check")),
    ("suspended", _("Suspended")),
    ("unowned", _("Approved without an owner")),
    ("unpinned", _("No pin")),
)


class AttentionFilter(SimpleListFilter):
    """What needs a look, each a link above the list."""

    title = _("needs a look")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the views."""
        return QUICK_VIEWS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list to the chosen view."""
        today = legal_day()
        conditions: dict[str, dict[str, Any]] = {
            "ending": {"deprecation_date__gt": today, "deprecation_date__lte": today + SOON},
            "ended": {"lifecycle__in": IN_USE, "deprecation_date__lte": today},
            "dropped": {"lifecycle__in": IN_USE, "catalogue_state": CatalogueState.REMOVED},
            "lookalike": {"lookalike_of__isnull": False, "is_lookalike_accepted": False},
            "suspended": {"lifecycle": Lifecycle.SUSPENDED},
            "unowned": {"lifecycle__in": IN_USE, "model__owner__isnull": True},
            "unpinned": {"pin_kind": PinKind.NONE},
        }
        return queryset.filter(**conditions.get(self.value() or "", {}))
