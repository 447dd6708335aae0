"""From AuthZEN's subject, action, resource and context to a question of the engine, and from its decision back.

Source: OpenID AuthZEN Authorization API 1.0, sections 5 to 7. What the specification does not know is ignored, as it
asks; what the engine needs and is not said is denied by name, so ignoring never permits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from governance.core.errors import InvalidInput
from governance.core.ids import new_id
from imprimatur import Decision, InvalidQuestion, Question
from imprimatur.question import RESOURCE_TYPES, SUBJECT_TYPES

#: What each entity must have.
REQUIRED = {"subject": ("type", "id"), "action": ("name",), "resource": ("type", "id")}
#: What a question knows of the circumstances; said in `context`, or in `action.properties` by who sends no context.
CIRCUMSTANCES = ("data_classes", "region", "environment", "at")
USE = ("use_case", "phase")


class UnknownKind(Exception):
    """A kind of subject or resource that no registry of ours holds: a well-formed question whose answer is no."""


def read_entity(body: Mapping[str, Any], name: str, *, without: str = "") -> dict[str, Any]:
    """Return an entity with its required members checked; InvalidInput says what is missing or of a wrong type."""
    entity = body.get(name)
    if not isinstance(entity, dict):
        raise InvalidInput(f"{name} must be an object." if name in body else f"{name} is missing.")
    for member in REQUIRED[name]:
        if member == without:
            continue
        if member not in entity:
            raise InvalidInput(f"{name}.{member} is missing.")
        if not isinstance(entity[member], str) or not entity[member]:
            raise InvalidInput(f"{name}.{member} must be a text.")
    _read_object(entity, "properties", name)
    return entity


def _read_object(holder: Mapping[str, Any], name: str, inside: str = "") -> dict[str, Any]:
    value = holder.get(name, {})
    if not isinstance(value, dict):
        raise InvalidInput(f"{inside + '.' if inside else ''}{name} must be an object.")
    return value


def read_circumstances(body: Mapping[str, Any], action: Mapping[str, Any]) -> dict[str, Any]:
    """Return data classes, region, environment and instant; said twice they must be the same."""
    context = _read_object(body, "context")
    properties = _read_object(action, "properties", "action")
    found: dict[str, Any] = {}
    for name in CIRCUMSTANCES:
        said = [place[name] for place in (context, properties) if name in place]
        if len(said) == 2 and said[0] != said[1]:
            raise InvalidInput(f"context.{name} and action.properties.{name} differ.")
        if said:
            found[name] = said[0]
    return found


def read_question(body: Mapping[str, Any]) -> Question:
    """Return the question of one evaluation.

    Raises InvalidInput (400) for what is no evaluation, UnknownKind for what is one about a kind that is not known.
    """
    subject, action, resource = (read_entity(body, name) for name in REQUIRED)
    properties = action.get("properties", {})
    question: dict[str, Any] = {
        "subject": {"type": subject["type"], "id": subject["id"]},
        "action": {
            "name": action["name"],
            "properties": {name: properties[name] for name in USE if name in properties},
        },
        "resource": {"type": resource["type"], "id": resource["id"]},
        "context": read_circumstances(body, action),
    }
    is_known = subject["type"] in SUBJECT_TYPES and resource["type"] in RESOURCE_TYPES
    if not is_known:
        # All else is still read, so that a malformed evaluation is told from one whose answer is no.
        question |= {"subject": {"type": "team", "id": "-"}, "resource": {"type": "model", "id": "-"}}
    try:
        read = Question.from_dict(question)
    except InvalidQuestion as fault:
        raise InvalidInput(str(fault)) from None
    if not is_known:
        raise UnknownKind
    return read


def describe(decision: Decision, decision_id: str) -> dict[str, Any]:
    """Return a decision as an AuthZEN response: true or false, and in its context why and for how long."""
    said = decision.to_dict()
    return {"decision": said.pop("decision") == "permit", "context": {"decision_id": decision_id, **said}}


def deny(code: str, message: str) -> dict[str, Any]:
    """Return the denial of an evaluation that reached no engine."""
    reason = {"code": code, "message": message, "record": None}
    return {"decision": False, "context": {"decision_id": str(new_id()), "reasons": [reason]}}
