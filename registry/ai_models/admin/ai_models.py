"""Model families in the admin."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.classification.forms import OwnerChoiceMixin
from governance.core.admin import GovernedModelAdmin, GovernedTabularInline, Transition
from registry.ai_models import services
from registry.ai_models.admin.badges import LIFECYCLE_COLOURS
from registry.ai_models.forms import CardForm
from registry.ai_models.models import AIModel, ModelVersion


def _attach_text(*, actor: Any, model: AIModel, card: str) -> AIModel:
    return services.attach_card(actor=actor, model=model, source=BytesIO(card.encode()))


class VersionInline(GovernedTabularInline):
    """The family's versions, to go to; they are proposed and moved on their own pages."""

    model = ModelVersion
    fields = ("catalogue_id", "show_lifecycle", "pin_value", "deprecation_date")
    readonly_fields = fields
    ordering = ("-id",)
    can_delete = False
    tab = True
    per_page = 20

    @display(description=_("state"), label=LIFECYCLE_COLOURS)
    def show_lifecycle(self, obj: ModelVersion) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.lifecycle, obj.get_lifecycle_display()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a version is proposed by its own service."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a version is changed on its own page."""
        return False


@admin.register(AIModel)
class AIModelAdmin(OwnerChoiceMixin, GovernedModelAdmin):
    """Families: who supplies them, who owns them, what their card says."""

    list_display = ("__str__", "provider", "vendor", "service", "mode", "owner", "team", "show_versions")
    list_filter = ("provider", "vendor", "mode", "team")
    search_fields = ("provider", "name", "title", "description")
    list_select_related = ("vendor", "service", "owner", "team")
    autocomplete_fields = ("vendor", "service", "team")
    empty_hint = _("Import a catalogue, or propose a version: its model comes with it.")
    empty_value_display = "—"
    inlines = (VersionInline,)
    readonly_fields = ("card_digest", "card_markdown")
    fieldsets = (
        (None, {"fields": ("provider", "name", "title", "mode", "licence", "description")}),
        (_("Supply and ownership"), {"fields": ("vendor", "service", "owner", "team"), "classes": ["tab"]}),
        (_("Model card"), {"fields": ("card_digest", "card_markdown"), "classes": ["tab"]}),
    )
    transitions = (
        Transition(
            "card",
            _("Attach a model card"),
            _attach_text,
            "model",
            form=CardForm,
            description=_("The card and its digest become part of what approvers see."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the versions with the rows."""
        return super().get_queryset(request).annotate(version_count=Count("versions"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep a saved model under its name."""
        return (*self.readonly_fields, "provider", "name") if obj else self.readonly_fields

    @display(description=_("versions"))
    def show_versions(self, obj: Any) -> int:
        """Show how many versions are registered."""
        return int(obj.version_count)
