"""Deliveries of events to their receivers: what is owed, what gave up and why, and trying again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from governance.core.admin.read_only import ReadOnlyModelAdmin
from governance.core.errors import ServiceError
from governance.core.models import OutboxMessage
from governance.core.outbox import retry_delivery
from governance.core.rights import rights_of


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyModelAdmin):
    """Deliveries, newest first."""

    list_display = ("receiver", "event", "state", "attempts", "next_attempt_at", "last_error")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("event",)
    search_fields = ("receiver", "last_error")
    actions = ("retry",)
    ordering = ("-id",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Return whether to offer trying again; the service decides again."""
        return rights_of(request.user).everywhere_has("governance.retry_outboxmessage")

    @admin.action(description=_("Try again now"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        """Try the chosen deliveries again, each by the service."""
        done = 0
        for message in queryset:
            try:
                retry_delivery(actor=request.user, message=message)
            except ServiceError as refusal:
                messages.error(request, f"{message}: {refusal.message}")
            else:
                done += 1
        if done:
            sentence = ngettext("%d delivery is tried again.", "%d deliveries are tried again.", done)
            messages.success(request, sentence % done)
