"""The access page of one record: who has been given what on it, by whom, until when."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from governance.core.admin.access import get_visible_or_404


def grants_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the grants on one record, and give or take one on POST."""
    record = get_visible_or_404(model_admin.model, request, object_id, "grant")
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.model._meta,
        "original": record,
    }
    return TemplateResponse(request, "admin/governed/grants.html", context)
