"""Reading the questions that every gateway sends: complete, plain, and of one shape.

What is read here is exactly what the long way would read. Anything else — another shape, an escape, a name said
twice, an instant, a wish for explanations — is not read at all: None sends it the long way, which knows every case.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

MOST_QUESTIONS = 1_000


class Asked(NamedTuple):
    """One plain question, as a key: two questions that differ anywhere differ here."""

    subject_type: str
    subject_id: str
    action: str
    use_case: str | None
    phase: int | None
    resource_type: str
    resource_id: str
    data_classes: tuple[str, ...]
    region: str | None
    environment: str | None


class NotPlain(Exception):
    """The body is not of the plain shape."""


def read_body(raw: bytes) -> tuple[list[Asked], bool] | None:
    """Return the questions of a body and whether they came as a list, or None when the long way must read it.

    JSON of ours may not name a member twice, and the fast parser does not tell. It is told from the number of
    strings: without escapes each has two quotes, and a member that was dropped took its name along.
    """
    if b"\\" in raw:
        return None
    try:
        body = orjson.loads(raw)
        if type(body) is not dict:
            return None
        listed = body.get("questions")
        if listed is None:
            asked = [read_question(body)]
            strings = count_strings(asked[0], body)
            is_list = False
        else:
            if len(body) != 1 or type(listed) is not list or not 1 <= len(listed) <= MOST_QUESTIONS:
                return None
            asked = [read_question(each) for each in listed]
            strings = 1 + sum(map(count_strings, asked, listed))
            is_list = True
    except (orjson.JSONDecodeError, NotPlain, KeyError, TypeError, AttributeError):
        return None
    if raw.count(b'"') != 2 * strings:
        return None
    return asked, is_list


def read_question(body: dict[str, Any]) -> Asked:
    """Return the key of a plain question; raise NotPlain, KeyError, TypeError or AttributeError for any other."""
    subject, action, resource = body["subject"], body["action"], body["resource"]
    if not (len(subject) == len(resource) == 2):
        raise NotPlain
    if len(body) == 4:
        context = body["context"]
        classes = context.get("data_classes")
        region, environment = context.get("region"), context.get("environment")
        if len(context) != (classes is not None) + (region is not None) + (environment is not None):
            raise NotPlain
        if classes is None:
            classes = ()
        elif type(classes) is not list:
            raise NotPlain
    elif len(body) == 3:
        classes, region, environment = (), None, None
    else:
        raise NotPlain
    if len(action) == 2:
        said = action["properties"]
        use_case, phase = said.get("use_case"), said.get("phase")
        if len(said) != (use_case is not None) + (phase is not None):
            raise NotPlain
    elif len(action) == 1:
        use_case = phase = None
    else:
        raise NotPlain
    # True is no phase, and neither is 1.0, though both would be found under the key of 1.
    if phase is not None and type(phase) is not int:
        raise NotPlain
    return Asked(
        subject["type"],
        subject["id"],
        action["name"],
        use_case,
        phase,
        resource["type"],
        resource["id"],
        tuple(classes),
        region,
        environment,
    )


def count_strings(asked: Asked, body: dict[str, Any]) -> int:
    """Return how many strings, names included, the JSON of a plain question holds."""
    # subject, action and resource with type, id and name, each a name and a value.
    count = 3 + 2 * 5
    if len(body["action"]) == 2:
        count += 1 + 2 * (asked.use_case is not None) + (asked.phase is not None)
    if len(body) == 4:
        count += 1 + 2 * (asked.region is not None) + 2 * (asked.environment is not None)
        if "data_classes" in body["context"]:
            count += 1 + len(asked.data_classes)
    return count


def to_body(asked: Asked) -> dict[str, Any]:
    """Return the request body that a plain question came from."""
    said = {"use_case": asked.use_case, "phase": asked.phase}
    context = {"region": asked.region, "environment": asked.environment}
    return {
        "subject": {"type": asked.subject_type, "id": asked.subject_id},
        "action": {
            "name": asked.action,
            "properties": {name: value for name, value in said.items() if value is not None},
        },
        "resource": {"type": asked.resource_type, "id": asked.resource_id},
        "context": {
            "data_classes": list(asked.data_classes),
            **{name: value for name, value in context.items() if value is not None},
        },
    }
