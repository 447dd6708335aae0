"""The endpoint that LiteLLM appends to a guardrail's `api_base`: BLOCKED or NONE, and BLOCKED whenever in doubt."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.authn import ApiKeyAuthentication
from imprimatur import CODES, Decision
from imprimatur.codes import Effect
from registry.decision_log.enums import Through
from registry.decisions.api import AskingView
from registry.decisions.selectors import decide
from registry.litellm.translation import Unreadable, read_question

#: Prompts come along and are let go unread; what is larger is blocked by the gateway, which gets an error.
LARGEST_BODY = 16 * 1024 * 1024
READ = ("input_type", "model", "request_data", "request_headers")


class GatewayKey(ApiKeyAuthentication):
    """The same keys, in the header that LiteLLM sends its guardrail's `api_key` in."""

    def authenticate(self, request: Request) -> Any:
        """Return (owner, key) for `X-API-Key`, or for a bearer when that is what came."""
        secret = request.headers.get("X-API-Key")
        if secret is None or "Authorization" in request.headers:
            return super().authenticate(request)
        return self.authenticate_secret(secret)


class PromptlessParser(BaseParser):
    """Reads the few members that a decision needs; texts, images and tools are dropped where they arrive."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return those members of the body."""
        raw = stream.read(LARGEST_BODY + 1)
        if len(raw) > LARGEST_BODY:
            raise ParseError(f"The body is larger than {LARGEST_BODY} bytes.")
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise ParseError("The body is not valid JSON.") from None
        if not isinstance(body, dict):
            raise ParseError("The body is not a JSON object.")
        return {name: body[name] for name in READ if name in body}


@extend_schema(exclude=True)
class GuardrailView(AskingView):
    """May the gateway make this call? Its caller is told why not, and what they may use instead."""

    authentication_classes = [GatewayKey]
    parser_classes = [PromptlessParser]

    def post(self, request: Request) -> Response:
        """Answer; never an error for what can be told as a refusal, which no setting of the gateway overrides."""
        try:
            question = read_question(request.data, {k.lower(): v for k, v in request.headers.items()})
            decision = decide(actor=request.user, question=question, through=Through.LITELLM)
        except Unreadable as fault:
            answer = block(str(fault))
        except (OperationalError, InterfaceError):
            answer = block("The registry cannot be reached, so nothing can be permitted now.")
        else:
            answer = {"action": "NONE"} if decision.is_permit else block(explain(decision))
        return Response(answer, headers={"Cache-Control": "no-store"})


def block(reason: str) -> dict[str, str]:
    """Return the refusal as LiteLLM reads it."""
    return {"action": "BLOCKED", "blocked_reason": f"Imprimatur: {reason}"[:2000]}


def explain(decision: Decision) -> str:
    """Return why not, and what is permitted instead, in sentences."""
    told = [reason for reason in decision.reasons if CODES[reason.code].effect is not Effect.NOTE]
    sentences = [f"{reason.message} ({reason.code})" for reason in told]
    if decision.alternatives:
        sentences.append(f"Permitted instead: {', '.join(each.id for each in decision.alternatives)}.")
    return " ".join(sentences)
