"""When a question is shown: conditions on other answers, as JSON, with a check for circles. No Django.

{"question": "REQU-01", "in": ["yes"]} · {"question": "X", "answered": true} · {"all": […]} · {"any": […]} · {"not": …}
A question that is not shown counts as not answered for the conditions of others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vendors.questionnaires.answers import Answers
from vendors.questionnaires.content import InvalidContent, Question, Questionnaire

DEEPEST = 10


def list_questions(condition: Mapping[str, Any] | None, depth: int = 0) -> Iterator[str]:
    """Yield the ids of the questions that a condition looks at; raises InvalidContent when it is none."""
    if condition is None:
        return
    if depth > DEEPEST or not isinstance(condition, Mapping):
        raise InvalidContent("", "a condition is an object, and not nested deeper than 10")
    match condition:
        case {"question": str(name), "in": list(keys), **rest} if not rest and all(
            isinstance(k, str) for k in keys
        ):
            yield name
        case {"question": str(name), "answered": bool(), **rest} if not rest:
            yield name
        case {"all": list(parts), **rest} | {"any": list(parts), **rest} if not rest:
            for part in parts:
                yield from list_questions(part, depth + 1)
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
        raise InvalidContent(circle[0], f"conditions run in a circle: {' → '.join(circle)}")


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
        path: list[str] = []
        waiting = [(start, iter(looks_at.get(start, ())))] if start not in done else []
        path.extend(name for name, _rest in waiting)
        while waiting:
            name, rest = waiting[-1]
            following = next(rest, None)
            if following is None:
                done.add(name)
                waiting.pop()
                path.pop()
            elif following in path:
                return [*path[path.index(following) :], following]
            elif following not in done:
                path.append(following)
                waiting.append((following, iter(looks_at.get(following, ()))))
    return []


def list_shown(content: Questionnaire, answers: Answers) -> list[Question]:
    """Return the questions that are to be answered, given the answers so far, in their order."""
    known: dict[str, bool] = {}
    return [question for question in content if _is_shown(content, question, answers, known)]


def _is_shown(content: Questionnaire, question: Question, answers: Answers, known: dict[str, bool]) -> bool:
    found = known.get(question.id)
    if found is None:
        # What looks at itself, which `check_conditions` refuses, is shown.
        known[question.id] = True
        found = known[question.id] = _holds(content, question.shown_if, answers, known)
    return found


def _holds(content: Questionnaire, condition: Any, answers: Answers, known: dict[str, bool]) -> bool:
    match condition:
        case None:
            return True
        case {"all": parts}:
            return all(_holds(content, part, answers, known) for part in parts)
        case {"any": parts}:
            return any(_holds(content, part, answers, known) for part in parts)
        case {"not": part}:
            return not _holds(content, part, answers, known)
    name = condition["question"]
    other, answer = content.get(name), answers.get(name)
    is_answered = (
        other is not None
        and answer is not None
        and answer.is_given
        and _is_shown(content, other, answers, known)
    )
    if "answered" in condition:
        return bool(is_answered == condition["answered"])
    if not is_answered or answer is None:
        return False
    given = answer.value if isinstance(answer.value, list) else [answer.value]
    return any(key in condition["in"] for key in given)
