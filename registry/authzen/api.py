"""The endpoints of AuthZEN's HTTPS JSON binding (section 10). Errors are a status and a sentence, as it asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.problems import problem_details
from registry.authzen.evaluation import evaluate_many, evaluate_one
from registry.authzen.rendering import SentenceRenderer
from registry.authzen.searching import search_actions, search_resources, search_subjects
from registry.decisions.api import AskingView


def say_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into a status and one sentence."""
    response = problem_details(error, context)
    if response is None:
        return None
    problem = response.data
    if isinstance(error, UnsupportedMediaType):
        response.status_code = 400
        problem = {"detail": "The body must be application/json."}
    response.data = str(problem.get("detail") or problem.get("title"))
    response.content_type = "text/plain; charset=utf-8"
    request = context["request"]
    request.accepted_renderer = SentenceRenderer()
    request.accepted_media_type = "text/plain"
    return response


@extend_schema(exclude=True)
class AuthzenView(AskingView):
    """One endpoint: a JSON object in, a JSON object out, never cached."""

    answer: Callable[..., dict[str, Any]]

    def get_exception_handler(self) -> Any:
        """Return the specification's form of an error in place of problem details."""
        return say_error

    def post(self, request: Request) -> Response:
        """Answer."""
        answer = type(self).answer(actor=request.user, body=request.data)
        return Response(answer, headers={"Cache-Control": "no-store"})


class EvaluationView(AuthzenView):
    """May this subject do this with this resource?"""

    answer = staticmethod(evaluate_one)


class EvaluationsView(AuthzenView):
    """The same for up to 1,000 at once."""

    answer = staticmethod(evaluate_many)


class SubjectSearchView(AuthzenView):
    """Who may do this with this resource?"""

    answer = staticmethod(search_subjects)


class ResourceSearchView(AuthzenView):
    """With which resources may this subject do this?"""

    answer = staticmethod(search_resources)


class ActionSearchView(AuthzenView):
    """What may this subject do with this resource?"""

    answer = staticmethod(search_actions)
