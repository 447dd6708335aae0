"""When a question is shown: conditions on other answers, as JSON, with a check for circles. No Django.

{"question": "REQU-01", "in": ["yes"]} · {"question": "X", "answered": true} · {"all": […]} · {"any": […]} · {"not": …}
A question that is not shown counts as not answered for the conditions of others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vendors.questionnaires.answers import Answers, is_answered, list_keys
from vendors.questionnaires.content import InvalidContent, Question, Questionnaire

DEEPEST = 10
MOST_NAMED = 5


def list_questions(condition: Mapping[str, Any] | None, depth: int = 0) -> Iterator[str]:
    """Yield the ids of the questions that a condition looks at; raises InvalidContent when it is none."""
    if condition is None:
        return
    if depth > DEEPEST or not isinstance(condition, Mapping):
        raise InvalidContent("", f"a condition is an object, and not nested deeper than {DEEPEST}")
    match condition:
        case {"question": str(name), "in": list(keys), **rest} if not rest and all(
            isinstance(k, str) for k in keys
        ):
            yield name
        case {"question": str(name), "answered": bool(), **rest} if not rest:
            yield name
        case {"all": list(parts), **rest} | {"any": list(parts), **rest} if not rest:
            for part in parts:
                # "Always" is said by leaving the condition out, not by a part of one.
                yield from list_questions({} if part is None else part, depth + 1)
        case {"not": Mapping() as part, **rest} if not rest:
            yield from list_questions(part, depth + 1)
        case _:
            raise InvalidContent(
                "", "a condition has question and in, question and answered, all, any or not"
            )


def check_conditions(content: Questionnaire) -> None:
    """Raise InvalidContent for a condition on what is not asked or not offered, or in a circle."""
    looks_at: dict[str, list[str]] = {}
    for question in content:
        try:
            looks_at[question.id] = list(list_questions(question.shown_if))
        except InvalidContent as error:
            raise InvalidContent(question.id, error.problem) from None
        for other in looks_at[question.id]:
            if content.get(other) is None:
                raise InvalidContent(question.id, f"its condition names {other}, which is not asked")
        _check_keys(content, question, question.shown_if)
    circle = find_circle(looks_at)
    if circle:
        named = circle if len(circle) <= MOST_NAMED else [*circle[: MOST_NAMED - 1], "…", circle[-1]]
        raise InvalidContent(circle[0], f"conditions run in a circle: {' → '.join(named)}")


def _check_keys(content: Questionnaire, question: Question, condition: Any) -> None:
    match condition:
        case {"question": name, "in": keys}:
            other = content.get(name)
            unknown = [key for key in keys if other is not None and other.keys and key not in other.keys]
            if unknown:
                raise InvalidContent(
                    question.id, f"its condition asks for {unknown[0]}, which {name} does not offer"
                )
        case {"all": parts} | {"any": parts}:
            for part in parts:
                _check_keys(content, question, part)
        case {"not": part}:
            _check_keys(content, question, part)


def find_circle(looks_at: Mapping[str, list[str]]) -> list[str]:
    """Return the ids of one circle, the first repeated at its end; empty when there is none."""
    done: set[str] = set()
    for start in looks_at:
        # The way from the start to where we are, each with what it has still to look at.
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(looks_at[start])}
        while path:
            name = next(reversed(path))
            following = next(path[name], None)
            if following is None:
                done.add(name)
                del path[name]
            elif following in path:
                way = list(path)
                return [*way[way.index(following) :], following]
            elif following not in done:
                path[following] = iter(looks_at.get(following, ()))
    return []


def list_shown(content: Questionnaire, answers: Answers) -> list[Question]:
    """Return the questions that are to be answered, given the answers so far, in their order.

    The content has passed `check_conditions`; a chain of conditions may be as long as the questionnaire.
    """
    shown: dict[str, bool] = {}
    begun: set[str] = set()
    for question in content:
        waiting = [question]
        while waiting:
            latest = waiting[-1]
            others = [] if latest.id in begun else _list_waited_for(content, latest, shown)
            begun.add(latest.id)
            if others:
                waiting.extend(others)
                continue
            waiting.pop()
            if latest.id not in shown:
                shown[latest.id] = _holds(content, latest.shown_if, answers, shown)
    return [question for question in content if shown[question.id]]


def _list_waited_for(content: Questionnaire, question: Question, shown: Mapping[str, bool]) -> list[Question]:
    """Return the questions that this one looks at and of which is not known yet whether they are shown."""
    others = (content.get(name) for name in dict.fromkeys(list_questions(question.shown_if)))
    return [other for other in others if other is not None and other.id not in shown]


def _holds(content: Questionnaire, condition: Any, answers: Answers, shown: Mapping[str, bool]) -> bool:
    match condition:
        case None:
            return True
        case {"all": parts}:
            return all(_holds(content, part, answers, shown) for part in parts)
        case {"any": parts}:
            return any(_holds(content, part, answers, shown) for part in parts)
        case {"not": part}:
            return not _holds(content, part, answers, shown)
    name = condition["question"]
    other, answer = content.get(name), answers.get(name)
    # Only in a circle, which `check_conditions` refuses, is it not known yet: then it counts as shown.
    is_known = other is not None and is_answered(other, answer) and shown.get(name, True)
    if "answered" in condition:
        return bool(is_known == condition["answered"])
    return is_known and answer is not None and any(key in condition["in"] for key in list_keys(answer))
