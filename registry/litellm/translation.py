"""From a guardrail request of LiteLLM to a question of the engine.

Source: LiteLLM's generic guardrail API (`types/proxy/guardrails/guardrail_hooks/generic_guardrail_api.py`). Whose word
counts, the first first: the headers that the gateway's administrator set on the guardrail; the key and its team, as the
gateway knows them; the caller's own headers, as far as the gateway was told to hand them on. Data classes add up, so
that nobody takes one away. `additional_provider_specific_params` are not read: a caller may override them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imprimatur import InvalidQuestion, Question

PREFIX = "x-imprimatur-"
#: What the administrator of a gateway may say of its calls, and a caller of their own.
SAID = ("team", "use-case", "phase", "region", "environment")
LONGEST_HEADER = 8_192


class Unreadable(ValueError):
    """What the gateway sent cannot be judged; the message tells its administrator why."""


def read_question(body: object, headers: Mapping[str, str]) -> Question:
    """Return the question behind a guardrail request. Raises Unreadable for what cannot be judged."""
    if not isinstance(body, dict):
        raise Unreadable("The guardrail request is not a JSON object.")
    if body.get("input_type") != "request":
        raise Unreadable(
            "Imprimatur judges calls before they are made: set the guardrail's mode to pre_call."
        )
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise Unreadable("The gateway names no model.")
    known = _read_texts(body.get("request_data"))
    own = {name.lower(): value for name, value in _read_texts(body.get("request_headers")).items()}
    said = {name: headers.get(PREFIX + name) or own.get(PREFIX + name) for name in SAID}
    team = (
        headers.get(PREFIX + "team")
        or known.get("user_api_key_team_alias")
        or known.get("user_api_key_team_id")
        or own.get(PREFIX + "team")
    )
    if not team:
        raise Unreadable("Nobody says which team asks: give the key a team, or set X-Imprimatur-Team.")
    question: dict[str, Any] = {
        "subject": {"type": "team", "id": team},
        "action": {"name": "use", "properties": _without_none({"use_case": said["use-case"]})},
        "resource": {"type": "model", "id": _find_model(model, headers.get(PREFIX + "models", ""))},
        "context": {
            "data_classes": _read_classes(headers, own),
            **_without_none({"region": said["region"], "environment": said["environment"]}),
        },
    }
    phase = said["phase"]
    if phase is not None:
        # The engine says what is wrong with a phase that is no number.
        question["action"]["properties"]["phase"] = int(phase) if phase.isdecimal() else phase
    try:
        return Question.from_dict(question)
    except InvalidQuestion as fault:
        raise Unreadable(f"The gateway's question makes no sense: {fault}") from None


def _read_texts(value: object) -> dict[str, str]:
    """Return the members of an object that are texts; a gateway sends null for what it does not know."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable("The guardrail request is not of LiteLLM's form.")
    return {name: text for name, text in value.items() if isinstance(text, str) and text}


def _read_classes(headers: Mapping[str, str], own: Mapping[str, str]) -> list[str]:
    said = (headers.get(PREFIX + "data-classes", ""), own.get(PREFIX + "data-classes", ""))
    return [each for text in said for each in (part.strip() for part in text.split(",")) if each]


def _find_model(model: str, names: str) -> str:
    """Return the catalogue's name of what the gateway calls so: as "name=provider/identifier, …" says, or the name."""
    if len(names) > LONGEST_HEADER:
        raise Unreadable("X-Imprimatur-Models is too long: name the models as the catalogue does.")
    for pair in names.split(","):
        name, is_said, meant = pair.partition("=")
        if is_said and name.strip() == model:
            return meant.strip()
    return model


def _without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
