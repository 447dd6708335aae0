"""Aliases in the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from registry.ai_models import services
from registry.ai_models.models import ModelAlias


def _declare(*, actor: Any, values: Mapping[str, Any]) -> ModelAlias:
    given = {name: values[name] for name in ("name", "points_to", "reason") if name in values}
    return services.declare_alias(actor=actor, **given)


def _point(*, actor: Any, record: ModelAlias, values: Mapping[str, Any]) -> ModelAlias:
    points_to = values.get("points_to", record.points_to)
    return services.point_alias(
        actor=actor, alias=record, points_to=points_to, reason=values.get("reason", "")
    )


@admin.register(ModelAlias)
class ModelAliasAdmin(GovernedModelAdmin):
    """Names that callers use, and the one pin each of them means."""

    list_display = ("name", "show_target", "created_at")
    list_filter = ("provider",)
    search_fields = ("name", "points_to__catalogue_id")
    list_select_related = ("points_to",)
    autocomplete_fields = ("points_to",)
    empty_hint = _("An alias gives a floating name one declared pin. Without one the gate denies it.")
    fields = ("name", "points_to", "reason")
    create_service = _declare
    change_service = _point
    transitions = (
        Transition(
            "withdraw",
            _("Withdraw"),
            services.withdraw_alias,
            "alias",
            action="delete",
            description=_("The name means nothing from then on; its history stays."),
            dangerous=True,
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep a declared name."""
        return ("name",) if obj else ()

    def transition_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Lead to the list once the alias is withdrawn: its own page is gone."""
        response = super().transition_view(request, object_id, name)
        if response.status_code == 302:
            return redirect("admin:registry_modelalias_changelist")
        return response

    @display(description=_("points to"), label={"pinned": "success", "floating": "warning"})
    def show_target(self, obj: ModelAlias) -> tuple[str, str]:
        """Show the declared pin, or that the name floats."""
        if obj.points_to is None:
            return "floating", str(_("floats: denied"))
        return "pinned", str(obj.points_to)
