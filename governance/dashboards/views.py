"""The front door, and what the officers see first in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from governance.core.policies import governed_view
from governance.core.rights import rights_of
from governance.dashboards.panels import fill_panels

ANSWER = "vendors.answer_assessment"
ASK = "registry.view_modelversion"


@governed_view("Any signed-in person; leads to the pages their roles open.")
def home(request: HttpRequest) -> HttpResponse:
    """Lead officers to the admin, people of a vendor to the portal and everybody else to the gate."""
    if request.user.is_staff:
        return redirect("admin:index")
    rights = rights_of(request.user)
    answers = rights.vendors.get(ANSWER) and not rights.everywhere_has(ASK)
    return redirect("portal:home" if answers else "ask")


def fill_dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the dashboard's panels to unfold's index page: those with something to look at, and the quiet rest."""
    panels = fill_panels(request.user)
    return {
        **context,
        "panels": [each for each in panels if not each.is_empty],
        "quiet_panels": [each for each in panels if each.is_empty],
    }
