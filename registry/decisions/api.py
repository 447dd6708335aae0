"""POST /api/v1/decisions: one question or up to a thousand, answered from one revision."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.core.api.permissions import Policy
from governance.core.api.rates import DecisionThrottle
from governance.core.api.viewsets import GovernedViewMixin
from governance.core.errors import InvalidInput
from governance.core.ids import new_id
from imprimatur import Decision, InvalidQuestion, Question
from imprimatur.instants import format_instant
from registry.decision_log.enums import Through
from registry.decisions.explaining import explain_decision
from registry.decisions.schema import DecisionRequestSerializer, DecisionSerializer
from registry.decisions.selectors import check_instant, decide_all, group_by_past

MOST_QUESTIONS = 1_000
MOST_INSTANTS = 10

EXAMPLE = {
    "subject": {"type": "team", "id": "support"},
    "action": {"name": "use", "properties": {"use_case": "ticket-summaries", "phase": 1}},
    "resource": {"type": "model", "id": "openai/gpt-4o-2024-08-06"},
    "context": {"data_classes": ["internal"], "region": "aws:eu-west-1", "environment": "production"},
}


class AskingView(GovernedViewMixin, APIView):
    """The base of every door to the gate: who may ask, how often, and by which method."""

    policy = Policy(read_scope="decisions:ask", write_scope="decisions:ask", any_user=True)
    reads_by_post = True
    throttle_classes = [DecisionThrottle]
    http_method_names = ["post", "options"]


class DecisionView(AskingView):
    """May this subject use this resource for this, given this context? Answers are never cached."""

    @extend_schema(
        operation_id="decide",
        request=DecisionRequestSerializer,
        responses={200: DecisionSerializer},
        examples=[
            OpenApiExample("One question", value=EXAMPLE, request_only=True),
            OpenApiExample("Check by check", value={**EXAMPLE, "explain": True}, request_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Answer one question, or each of `questions` in its order."""
        body = request.data
        answer = self.answer_many(request, body) if _is_bulk(body) else self.answer_one(request, body)
        return Response(answer, headers={"Cache-Control": "no-store"})

    def answer_one(self, request: Request, body: Any) -> dict[str, Any]:
        """Return the answer to one question, on request check by check; an invalid one is a 400 naming every fault."""
        asked = dict(body)
        wants_checks = asked.pop("explain", False)
        if not isinstance(wants_checks, bool):
            raise ValidationError({"/explain": ["must be true or false"]})
        try:
            question = Question.from_dict(asked)
        except InvalidQuestion as error:
            raise ValidationError(name_faults(error)) from None
        answers = decide_all(actor=request.user, questions=[question], through=Through.REST)
        if not wants_checks:
            return describe(answers.decisions[0], answers.ids[0])
        explained, checks = explain_decision(actor=request.user, question=question)
        return {**describe(explained, answers.ids[0]), "checks": checks}

    def answer_many(self, request: Request, body: Any) -> dict[str, Any]:
        """Return one answer for each question; an invalid one is a deny of its own and spoils no other."""
        unknown = {name: ["This field is not known here."] for name in body if name != "questions"}
        if unknown:
            raise ValidationError(unknown)
        bodies = body["questions"]
        if not isinstance(bodies, list) or not 1 <= len(bodies) <= MOST_QUESTIONS:
            raise ValidationError({"questions": [f"Give a list of 1 to {MOST_QUESTIONS} questions."]})
        now = timezone.now()
        answers: list[dict[str, Any] | None] = []
        questions: list[Question] = []
        for item in bodies:
            try:
                question = Question.from_dict(item)
                check_instant(question, now)
            except (InvalidQuestion, InvalidInput) as error:
                answers.append(deny_invalid(error))
            else:
                questions.append(question)
                answers.append(None)
        if sum(past is not None for past in group_by_past(questions, now)) > MOST_INSTANTS:
            # Each is a registry of its own, compiled from history.
            text = f"Ask about at most {MOST_INSTANTS} different past instants in one call."
            raise ValidationError({"questions": [text]})
        revision, decisions, ids = decide_all(
            actor=request.user, questions=questions, now=now, through=Through.REST
        )
        rest = map(describe, decisions, ids)
        filled = [next(rest) if answer is None else {**answer, "revision": revision} for answer in answers]
        return {"revision": revision, "decisions": filled}


def _is_bulk(body: Any) -> bool:
    return isinstance(body, dict) and "questions" in body


def describe(decision: Decision, decision_id: str) -> dict[str, Any]:
    """Return a decision as the contract spells it."""
    answer = decision.to_dict()
    return {"decision": answer.pop("decision"), "decision_id": decision_id, **answer}


def deny_invalid(error: Exception) -> dict[str, Any]:
    """Return the deny of a question that makes no sense."""
    faults = error.errors if isinstance(error, InvalidQuestion) else [("/at", "lies in the future")]
    message = "; ".join(f"{pointer or '/'} {text}" for pointer, text in faults)
    return {
        "decision": "deny",
        "decision_id": str(new_id()),
        "reasons": [{"code": "question.invalid", "message": message[:1000], "record": None}],
        "obligations": [],
        "alternatives": [],
        "valid_until": format_instant(timezone.now()),
    }


def name_faults(error: InvalidQuestion) -> dict[str, list[str]]:
    """Return the faults of a question by JSON pointer."""
    faults: dict[str, list[str]] = {}
    for pointer, text in error.errors:
        faults.setdefault(pointer or "/", []).append(text)
    return faults
