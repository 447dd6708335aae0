"""Reading the questions that every gateway sends: complete, plain, and of one shape.

What is read here is exactly what the long way would read. Anything else — another shape, an escape, a name said
twice, an instant, a wish for explanations — is not read at all: None sends it the long way, which knows every case.
"""

from __future__ import annotations

from typing import Any

import orjson

from registry.decision_log.asked import Asked

MOST_QUESTIONS = 1_000
_PHASES = (int, type(None))

#: Strings in the JSON of subject, action and resource with their types, ids and name, each with its own name.
_STRINGS = 3 + 2 * 5


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
        listed = body.get("questions")
        if listed is None:
            questions, is_list = [body], False
        elif len(body) == 1 and type(listed) is list and 1 <= len(listed) <= MOST_QUESTIONS:
            questions, is_list = listed, True
        else:
            return None
        asked: list[Asked] = []
        strings = _read_all(questions, asked) + is_list
    except (orjson.JSONDecodeError, NotPlain, KeyError, TypeError, AttributeError):
        return None
    return (asked, is_list) if raw.count(b'"') == 2 * strings else None


def _read_all(questions: list[Any], asked: list[Asked]) -> int:
    """Add the key of each plain question to the list, and return how many strings the JSON of all of them holds.

    Raises NotPlain, KeyError, TypeError or AttributeError at the first of another shape. One function, for speed: in
    a bulk call these lines are most of what a question costs.
    """
    strings = 0
    for body in questions:
        subject, action, resource = body["subject"], body["action"], body["resource"]
        if len(subject) != 2 or len(resource) != 2:
            raise NotPlain
        strings += _STRINGS
        use_case = phase = region = environment = None
        data_classes: tuple[str, ...] = ()
        if len(action) == 2:
            said = action["properties"]
            use_case, phase = said.get("use_case"), said.get("phase")
            strings += 1 + 2 * (use_case is not None) + (phase is not None)
            # True is no phase, and neither is 1.0, though both would be found under the key of 1.
            if len(said) != (use_case is not None) + (phase is not None) or type(phase) not in _PHASES:
                raise NotPlain
        elif len(action) != 1:
            raise NotPlain
        if len(body) == 4:
            context = body["context"]
            classes, region = context.get("data_classes"), context.get("region")
            environment = context.get("environment")
            strings += 1 + 2 * (region is not None) + 2 * (environment is not None)
            if classes is not None:
                if type(classes) is not list:
                    raise NotPlain
                data_classes = tuple(classes)
                strings += 1 + len(data_classes)
            if len(context) != (classes is not None) + (region is not None) + (environment is not None):
                raise NotPlain
        elif len(body) != 3:
            raise NotPlain
        asked.append(
            (
                subject["type"],
                subject["id"],
                action["name"],
                use_case,
                phase,
                resource["type"],
                resource["id"],
                data_classes,
                region,
                environment,
            )
        )
    return strings
