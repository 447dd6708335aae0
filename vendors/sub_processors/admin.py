"""Announced sub-processors in the admin: accept, object, and put into the directory by buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from governance.core.admin import GovernedModelAdmin, Transition
from governance.core.admin.transitions import NoQuestions
from governance.core.days import legal_day
from vendors.sub_processors import services
from vendors.sub_processors.enums import NoticeState
from vendors.sub_processors.forms import AcceptForm
from vendors.sub_processors.models import SubProcessorNotice

STATE_COLOURS = {
    NoticeState.ANNOUNCED: "warning",
    NoticeState.ACCEPTED: "info",
    NoticeState.OBJECTED: "danger",
    NoticeState.EFFECTIVE: "success",
    NoticeState.WITHDRAWN: "default",
}
TYPED = (
    "vendor",
    "service",
    "name",
    "purpose",
    "country",
    "region",
    "announced_date",
    "notice_days",
    "effective_date",
    "document_url",
)
TOLD = ("show_state", "objection_until_date", "decision_note", "decided_by", "decided_at")


def _announce(*, actor: Any, values: Mapping[str, Any]) -> SubProcessorNotice:
    return services.announce_sub_processor(actor=actor, **values)


def _when(*states: NoticeState) -> Any:
    """Return the question whether a notice is in one of the states."""
    return lambda notice, user: notice.state in states


def _is_due(notice: SubProcessorNotice) -> bool:
    today = legal_day()
    return notice.state == NoticeState.ACCEPTED and notice.effective_date <= today


@admin.register(SubProcessorNotice)
class SubProcessorNoticeAdmin(GovernedModelAdmin):
    """What vendors announced; a saved announcement is decided, not edited."""

    list_display = (
        "name",
        "vendor",
        "service",
        "show_place",
        "show_state",
        "objection_until_date",
        "effective_date",
    )
    list_filter = ("state", "vendor", "country")
    search_fields = ("name", "purpose", "vendor__name", "vendor__key")
    list_select_related = ("vendor", "service", "country", "region")
    autocomplete_fields = ("vendor", "service", "country", "region")
    empty_hint = _(
        "A vendor that lets others handle your data must say so first; enter here what it announces."
    )
    empty_value_display = "—"
    create_service = _announce
    transitions = (
        Transition(
            "accept",
            _("Accept"),
            services.accept_sub_processor,
            "notice",
            action="decide",
            form=AcceptForm,
            available=_when(NoticeState.ANNOUNCED, NoticeState.OBJECTED),
            description=_("Nothing changes in the directory until it joins and somebody puts it there."),
            primary=True,
        ),
        Transition(
            "object",
            _("Object"),
            services.object_to_sub_processor,
            "notice",
            action="decide",
            available=_when(NoticeState.ANNOUNCED),
            description=_("Records the objection; tell the vendor as your agreement says."),
            dangerous=True,
        ),
        Transition(
            "apply",
            _("Put into the directory"),
            services.apply_sub_processor,
            "notice",
            action="apply",
            form=NoQuestions,
            available=lambda notice, user: _is_due(notice),
            description=_("Adds it to each service it joins. Decisions judge its place from then on."),
            primary=True,
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            services.withdraw_sub_processor,
            "notice",
            available=_when(NoticeState.ANNOUNCED, NoticeState.ACCEPTED, NoticeState.OBJECTED),
            description=_("The vendor took it back, or it was entered in error."),
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Ask for the announcement; show what became of it once it is saved."""
        return (*TYPED, *TOLD) if obj else TYPED

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Type nothing of a saved announcement."""
        return (*TYPED, *TOLD) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: an announcement is decided, not edited."""
        return False

    @display(description=_("state"), label=STATE_COLOURS, ordering="state")
    def show_state(self, obj: SubProcessorNotice) -> tuple[str, str]:
        """Show the state as a badge."""
        if obj.is_objection_late:
            return obj.state, str(_("objected, late"))
        return obj.state, obj.get_state_display()

    @display(description=_("place"))
    def show_place(self, obj: SubProcessorNotice) -> str:
        """Show where it handles data."""
        return str(obj.region or obj.country or _("not declared"))
