"""Model versions in the admin: proposed here, moved by buttons, approved on the approvals' pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.accounts.enums import AccountKind
from governance.accounts.models import User
from governance.approvals.models import ApprovalRequest
from governance.core.admin import GovernedModelAdmin, Transition
from governance.core.origin import because
from governance.core.rights import rights_of
from registry.ai_models import services
from registry.ai_models.admin.badges import CATALOGUE_COLOURS, LIFECYCLE_COLOURS
from registry.ai_models.admin.filters import QUICK_VIEWS, AttentionFilter
from registry.ai_models.enums import Lifecycle
from registry.ai_models.forms import DeprecationForm
from registry.ai_models.models import ModelVersion
from registry.ai_models.models.model_version import LIVE


def _propose(*, actor: Any, values: Mapping[str, Any]) -> ModelVersion:
    given = {name: value for name, value in values.items() if value not in (None, "")}
    return services.propose_version(actor=actor, **given)


def _when(*states: str) -> Any:
    """Return the question whether a version is in one of the states."""
    return lambda version, user: version.lifecycle in states


@admin.register(ModelVersion)
class ModelVersionAdmin(GovernedModelAdmin):
    """Everything that can be pinned; the id, the pin and the state never change by hand."""

    change_form_outer_after_template = "ask/panel.html"
    list_display = (
        "catalogue_id",
        "show_lifecycle",
        "show_pin",
        "deprecation_date",
        "show_vendor",
        "show_owner",
        "show_catalogue",
    )
    list_filter = (
        AttentionFilter,
        "lifecycle",
        "pin_kind",
        "catalogue_state",
        "source",
        "provider",
        "model__vendor",
    )
    search_fields = ("catalogue_id",)
    search_help_text = _("Part of the id")
    list_select_related = ("model__vendor", "model__owner", "service__vendor")
    ordering = ("-id",)
    autocomplete_fields = ("service",)
    list_before_template = "admin/registry/quick_views.html"
    quick_views = QUICK_VIEWS
    empty_hint = _("Import a catalogue under “Catalogue imports”, or propose a version by hand.")
    empty_value_display = "—"
    actions = ("assign_owner_action", "suspend_action")
    create_service = _propose
    change_service = services.change_version
    add_fieldsets = ((None, {"fields": ("catalogue_id", "service", "mode", "deprecation_date")}),)
    fieldsets = (
        (None, {"fields": ("catalogue_id", "model", "show_lifecycle", "show_pin")}),
        (
            _("Support"),
            {
                "fields": (
                    "deprecation_date",
                    "release_date",
                    "provider_status",
                    "show_catalogue",
                    "source",
                    "retired_at",
                ),
                "classes": ["tab"],
            },
        ),
        (
            _("Service and terms"),
            {
                "fields": (
                    "service",
                    "supported_regions",
                    "input_usd_per_million",
                    "output_usd_per_million",
                ),
                "classes": ["tab"],
            },
        ),
        (
            _("Abilities"),
            {
                "fields": ("mode", "context_tokens", "max_output_tokens", "capabilities"),
                "classes": ["tab"],
            },
        ),
        (
            _("Names"),
            {"fields": ("synonyms", "lookalike_of", "is_lookalike_accepted"), "classes": ["tab"]},
        ),
        (_("Further facts"), {"fields": ("first_import", "last_import", "raw_facts"), "classes": ["tab"]}),
    )
    transitions = (
        Transition(
            "accept-lookalike",
            _("Confirm: a different model"),
            services.accept_lookalike,
            "version",
            available=lambda version, user: version.is_suspicious,
            description=_("Its id looks like another one. Confirm only when you know that both are meant."),
        ),
        Transition(
            "deprecate",
            _("Deprecate"),
            services.deprecate_version,
            "version",
            action="deprecate",
            form=DeprecationForm,
            available=_when(Lifecycle.APPROVED),
            description=_("It goes on until the day you name; decisions deny it from then on."),
        ),
        Transition(
            "retire",
            _("Retire"),
            services.retire_version,
            "version",
            action="retire",
            available=_when(Lifecycle.PROPOSED, Lifecycle.APPROVED, Lifecycle.DEPRECATED),
            description=_("Takes it out of use for good. There is no way back."),
            dangerous=True,
        ),
        Transition(
            "suspend",
            _("Suspend"),
            services.suspend_version,
            "version",
            action="suspend",
            available=_when(*LIVE),
            description=_("Every decision about it is a deny at once, until it is resumed."),
            dangerous=True,
        ),
        Transition(
            "resume",
            _("Resume"),
            services.resume_version,
            "version",
            action="suspend",
            available=_when(Lifecycle.SUSPENDED),
            description=_("It stands again where it stood; what was approved holds as far as it is in date."),
            primary=True,
        ),
        Transition(
            "revoke",
            _("Revoke"),
            services.revoke_version,
            "version",
            action="revoke",
            available=_when(*LIVE, Lifecycle.SUSPENDED),
            description=_("Stops it for good, under this id. There is no way back."),
            dangerous=True,
        ),
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Lead from a version that can be approved to the request for its approval."""
        version = self.get_object(request, object_id)
        may_ask = rights_of(request.user).somewhere_has(ApprovalRequest.get_permission("add"))
        links = []
        if may_ask and version is not None and version.is_pinned and version.lifecycle in LIVE:
            query = urlencode({"record_type": version._meta.label_lower, "record_id": version.pk})
            url = f"{reverse('admin:governance_approvalrequest_add')}?{query}"
            links.append({"label": _("Request approval"), "url": url})
        return super().change_view(
            request, object_id, form_url, {"page_links": links, **(extra_context or {})}
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the short form for a proposal."""
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep everything but what people may change."""
        if obj is None:
            return ()
        shown = [name for _heading, options in self.fieldsets for name in options["fields"]]
        return tuple(name for name in shown if name not in services.EDITABLE)

    # Columns -------------------------------------------------------------------------------------------------

    @display(description=_("state"), label=LIFECYCLE_COLOURS, ordering="lifecycle")
    def show_lifecycle(self, obj: ModelVersion) -> tuple[str, str]:
        """Show the state as a badge."""
        return obj.lifecycle, obj.get_lifecycle_display()

    @display(description=_("pin"), ordering="pin_kind", label={"pinned": "success", "none": "warning"})
    def show_pin(self, obj: ModelVersion) -> tuple[str, str]:
        """Show what the version is pinned to, as a badge."""
        if not obj.is_pinned:
            return "none", str(_("no pin"))
        return "pinned", f"{obj.get_pin_kind_display()} {obj.pin_value[:40]}"

    @display(description=_("vendor"))
    def show_vendor(self, obj: ModelVersion) -> str:
        """Show who supplies it."""
        return str(obj.model.vendor or "—")

    @display(description=_("owner"))
    def show_owner(self, obj: ModelVersion) -> str:
        """Show who is asked about it."""
        return str(obj.model.owner or "—")

    @display(description=_("catalogue"), label=CATALOGUE_COLOURS, ordering="catalogue_state")
    def show_catalogue(self, obj: ModelVersion) -> tuple[str, str]:
        """Show whether a catalogue names it, as a badge."""
        return obj.catalogue_state, obj.get_catalogue_state_display()

    # Bulk actions --------------------------------------------------------------------------------------------

    @admin.action(description=_("Assign an owner"), permissions=["change"])
    def assign_owner_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask for the owner, then give the models of the chosen versions to them."""
        people = User.objects.restrict(request.user, "view").filter(is_active=True, kind=AccountKind.PERSON)
        if "owner" not in request.POST:
            return self._ask(request, queryset, "assign_owner_action", _("Assign an owner"), people=people)
        owner = people.filter(pk=request.POST["owner"]).first() if request.POST["owner"] else None
        if request.POST["owner"] and owner is None:
            messages.error(request, _("There is no such account."))
            return None
        families = {version.model_id: version.model for version in queryset.select_related("model")}
        self.run_for_each(
            request,
            families.values(),
            lambda model: services.assign_owner(actor=request.user, model=model, owner=owner),
        )
        return None

    @admin.action(description=_("Suspend"), permissions=["suspend"])
    def suspend_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask why, then suspend each chosen version that can be."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            return self._ask(request, queryset, "suspend_action", _("Suspend"))
        with because(reason):
            self.run_for_each(
                request,
                queryset,
                lambda version: services.suspend_version(actor=request.user, version=version, reason=reason),
            )
        return None

    def has_suspend_permission(self, request: HttpRequest) -> bool:
        """Return whether the reader may suspend versions."""
        return self._may(request, "suspend")

    def _ask(
        self, request: HttpRequest, queryset: Any, action: str, title: Any, people: Any = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "action": action,
            "versions": queryset[:100],
            "people": people,
            "may_select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/registry/bulk_question.html", context)
