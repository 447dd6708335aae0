"""Where the decision point says what it can do (section 9)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance.core.policies import governed_view

ENDPOINTS = {
    "access_evaluation_endpoint": "authzen-evaluation",
    "access_evaluations_endpoint": "authzen-evaluations",
    "search_subject_endpoint": "authzen-search-subject",
    "search_resource_endpoint": "authzen-search-resource",
    "search_action_endpoint": "authzen-search-action",
}


@governed_view(
    "Public: addresses of the decision endpoints, for who must find them before signing in.", public=True
)
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """Return the metadata of this policy decision point."""
    base = settings.PUBLIC_URL.rstrip("/")
    endpoints = {name: base + reverse(route) for name, route in ENDPOINTS.items()}
    response = JsonResponse({"policy_decision_point": base, **endpoints})
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
