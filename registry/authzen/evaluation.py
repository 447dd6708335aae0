"""Access Evaluation and Access Evaluations: one question, or many with defaults and one of three semantics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from governance.core.errors import InvalidInput
from imprimatur import Question
from registry.authzen.translation import UnknownKind, deny, describe, read_question
from registry.decision_log.enums import Through
from registry.decisions.selectors import check_instant, check_may_ask, decide_all, group_by_past

MOST_EVALUATIONS = 1_000
MOST_INSTANTS = 10
DEFAULTS = ("subject", "action", "resource", "context")
SEMANTICS: dict[str, bool | None] = {
    "execute_all": None,
    "deny_on_first_deny": False,
    "permit_on_first_permit": True,
}
UNKNOWN = "No registry here knows this kind of subject or resource."


def evaluate_one(*, actor: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to one evaluation. Raises InvalidInput (400) and NotPermitted (403)."""
    check_may_ask(actor)
    try:
        question = read_question(body)
    except UnknownKind:
        return deny("question.invalid", UNKNOWN)
    answers = decide_all(actor=actor, questions=[question], through=Through.AUTHZEN)
    return describe(answers.decisions[0], answers.ids[0])


def evaluate_many(*, actor: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to all evaluations in their order, all from one revision of the registry.

    One that makes no sense is a denial of its own that says what is wrong. Without evaluations, or with none, the
    body is one evaluation.
    """
    evaluations = body.get("evaluations", [])
    stop_at = _read_semantic(body)
    if not isinstance(evaluations, list):
        raise InvalidInput("evaluations must be an array.")
    if not evaluations:
        return evaluate_one(actor=actor, body=body)
    if len(evaluations) > MOST_EVALUATIONS:
        raise InvalidInput(f"Send at most {MOST_EVALUATIONS} evaluations.")
    check_may_ask(actor)
    defaults = {name: body[name] for name in DEFAULTS if name in body}
    now = timezone.now()
    asked = [_read_item(defaults, item, now) for item in evaluations]
    questions = [each for each in asked if isinstance(each, Question)]
    if sum(past is not None for past in group_by_past(questions, now)) > MOST_INSTANTS:
        raise InvalidInput(f"Ask about at most {MOST_INSTANTS} different past instants in one call.")
    found = decide_all(actor=actor, questions=questions, now=now, through=Through.AUTHZEN)
    decisions = map(describe, found.decisions, found.ids)
    answers: list[dict[str, Any]] = []
    for each in asked:
        answers.append(next(decisions) if isinstance(each, Question) else each)
        if stop_at is not None and answers[-1]["decision"] is stop_at:
            break
    return {"evaluations": answers}


def _read_semantic(body: Mapping[str, Any]) -> bool | None:
    options = body.get("options", {})
    if not isinstance(options, dict):
        raise InvalidInput("options must be an object.")
    wanted = options.get("evaluations_semantic", "execute_all")
    if not isinstance(wanted, str) or wanted not in SEMANTICS:
        raise InvalidInput(f"options.evaluations_semantic must be one of: {', '.join(SEMANTICS)}.")
    return SEMANTICS[wanted]


def _read_item(defaults: Mapping[str, Any], item: Any, now: Any) -> Question | dict[str, Any]:
    """Return the question of one evaluation, or the denial of one that makes no sense."""
    if not isinstance(item, dict):
        return _fail("An evaluation must be an object.")
    try:
        question = read_question({**defaults, **item})
        check_instant(question, now)
    except UnknownKind:
        return deny("question.invalid", UNKNOWN)
    except InvalidInput as fault:
        return _fail(str(fault.message))
    return question


def _fail(message: str) -> dict[str, Any]:
    answer = deny("question.invalid", message[:1000])
    answer["context"]["error"] = {"status": 400, "message": message[:1000]}
    return answer
