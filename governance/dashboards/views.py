"""The front door, and what the officers see first in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from governance.core.policies import governed_view
from governance.dashboards.panels import fill_panels


@governed_view("Any signed-in person; leads to the pages their roles open.")
def home(request: HttpRequest) -> HttpResponse:
    """Lead officers to the admin and everybody else to the gate."""
    return redirect("admin:index" if request.user.is_staff else "ask")


def fill_dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the dashboard's panels to unfold's index page: those with something to look at, and the quiet rest."""
    panels = fill_panels(request.user)
    return {
        **context,
        "panels": [each for each in panels if not each.is_empty],
        "quiet_panels": [each for each in panels if each.is_empty],
    }
