"""What the decision endpoint is measured against, served by the same server: three answers of known cost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")

ANSWER = b'{"decision":"permit","reasons":[],"obligations":[],"alternatives":[],"revision":1}' * 6


def static(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer the same bytes from bare WSGI."""
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(ANSWER)))])
    return (ANSWER,)


def make_django() -> Any:
    """Return Django without middleware, with a bare view and a REST framework view that looks one row up."""
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "tests.benchmarks.baselines"
    settings.MIDDLEWARE = []
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()


def bare_view(request: Any) -> Any:
    """Answer the same bytes from a Django view that reads the body."""
    from django.http import HttpResponse

    assert request.body
    return HttpResponse(ANSWER, content_type="application/json")


def __getattr__(name: str) -> Any:
    """Make Django and its routes only for the process that serves them."""
    if name == "application":
        return make_django()
    if name == "urlpatterns":
        from django.urls import path
        from django.views.decorators.csrf import csrf_exempt
        from rest_framework.response import Response
        from rest_framework.views import APIView

        from registry.ai_models.models import ModelVersion

        class LookUp(APIView):
            """Say whether a model is approved, as a first draft of such an endpoint would."""

            authentication_classes: list[Any] = []
            permission_classes: list[Any] = []
            throttle_classes: list[Any] = []

            def post(self, request: Any) -> Response:
                """Look the model up."""
                version = ModelVersion._base_manager.filter(
                    catalogue_id=request.data["resource"]["id"]
                ).first()
                is_approved = version is not None and version.lifecycle == "approved"
                return Response({"decision": "permit" if is_approved else "deny"})

        return [path("bare", csrf_exempt(bare_view)), path("drf", LookUp.as_view())]
    raise AttributeError(name)
