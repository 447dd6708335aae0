"""From a guardrail request of LiteLLM to a question of the engine.

Source: LiteLLM's generic guardrail API (`types/proxy/guardrails/guardrail_hooks/generic_guardrail_api.py`). Whose word
counts, the first first: the headers that the gateway's administrator set on the guardrail; the key and its team, as the
gateway knows them; the caller's own headers, as far as the gateway was told to hand them on. Data classes add up, so
that nobody takes one away. `additional_provider_specific_params` are not read: a licensed proxy lays a caller's
`extra_body` over them, and by that a caller could take away a data class that the configuration set.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from imprimatur import InvalidQuestion, Question

PREFIX = "x-imprimatur-"
#: What the administrator of a gateway may say of its calls, and a caller of their own.
SAID = ("team", "use-case", "phase", "region", "environment")
CLASSES = "data-classes"
LONGEST_HEADER = 8_192
#: Who a key belongs to. Null is how a gateway says that it does not know.
TEAMS = ("user_api_key_team_alias", "user_api_key_team_id")
#: LiteLLM's word for a header that the guardrail's `extra_headers` does not name.
HELD_BACK = "[present]"


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
    given = {name: _read_set(headers, name) for name in (*SAID, CLASSES)}
    known = _read_texts(body.get("request_data"), TEAMS)
    own = _read_own(body.get("request_headers"))
    said = {name: given[name] or own.get(name) for name in SAID}
    team = given["team"] or known.get(TEAMS[0]) or known.get(TEAMS[1]) or own.get("team")
    if not team:
        raise Unreadable("Nobody says which team asks: give the key a team, or set X-Imprimatur-Team.")
    phase = said["phase"]
    try:
        return Question.checked(
            subject_type="team",
            subject_id=team,
            resource_type="model",
            resource_id=_find_model(model, headers.get(PREFIX + "models", "")),
            use_case=said["use-case"],
            # The engine says what is wrong with a phase that is no number.
            phase=int(phase) if phase and len(phase) == 1 and phase in "0123456789" else phase,
            data_classes=_read_classes(given[CLASSES], own.get(CLASSES)),
            region=said["region"],
            environment=said["environment"],
        )
    except InvalidQuestion as fault:
        raise Unreadable(f"The gateway's question makes no sense: {fault}") from None


def _read_set(headers: Mapping[str, str], name: str) -> str | None:
    """Return what the administrator set. Set to nothing is a slip (an unset variable) and no leave for others."""
    value = headers.get(PREFIX + name)
    if value is not None and not value.strip():
        raise Unreadable(f"The guardrail sets X-Imprimatur-{name.title()} to nothing.")
    return value


def _read_texts(value: object, wanted: Collection[str]) -> dict[str, str]:
    """Return the members that are wanted and said; what is said and no text is not passed over."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable("The guardrail request is not of LiteLLM's form.")
    found = {name: value[name] for name in wanted if value.get(name) not in (None, "")}
    for name, said in found.items():
        if not isinstance(said, str):
            raise Unreadable(f"{name} is no text.")
    return found


def _read_own(value: object) -> dict[str, str]:
    """Return the caller's own headers of ours by their name without the prefix.

    A data class that the gateway keeps to itself is one we do not know, so nothing can be permitted; anything else that
    it keeps to itself was not said.
    """
    names = (
        {name: name.lower().removeprefix(PREFIX) for name in value if name.lower().startswith(PREFIX)}
        if isinstance(value, dict)
        else {}
    )
    found: dict[str, str] = {}
    for name, said in _read_texts(value, names).items():
        meant = names[name]
        if meant == CLASSES and said == HELD_BACK:
            raise Unreadable(
                "The gateway holds back the caller's data classes: list x-imprimatur-data-classes in extra_headers."
            )
        if meant == CLASSES and meant in found:
            said = f"{found[meant]},{said}"
        if said != HELD_BACK:
            found[meant] = said
    return found


def _read_classes(*said: str | None) -> list[str]:
    return [part.strip() for text in said if text for part in text.split(",") if part.strip()]


def _find_model(model: str, names: str) -> str:
    """Return the catalogue's name of what the gateway calls so: as "name=provider/identifier, …" says, or the name."""
    if len(names) > LONGEST_HEADER:
        raise Unreadable("X-Imprimatur-Models is too long: name the models as the catalogue does.")
    for pair in names.split(","):
        name, is_said, meant = pair.partition("=")
        if is_said and name.strip() == model:
            return meant.strip()
    return model
