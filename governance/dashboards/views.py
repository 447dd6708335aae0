"""The front door, and what the officers see first in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from governance.core.policies import governed_view


@governed_view("Any signed-in person; leads to the pages their roles open.")
def home(request: HttpRequest) -> HttpResponse:
    """Lead officers to the admin and everybody else to the gate."""
    return redirect("admin:index" if request.user.is_staff else "ask")


def fill_dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the dashboard's panels to unfold's index page."""
    return context
