"""Our own history page: who, when, through what, why, field by field in words; and the record as of an instant."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from governance.core.admin.access import get_visible_or_404


def history_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the history of one record to whoever may see the record."""
    record = get_visible_or_404(model_admin.model, request, object_id)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.model._meta,
        "original": record,
    }
    return TemplateResponse(request, "admin/governed/history.html", context)
