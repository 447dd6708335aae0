"""Asking the server about one model or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imprimatur.link import Link, Unreachable

DECISIONS = "/api/v1/decisions"
AT_ONCE = 1_000
#: What an answer must have, and of which type, to be read at all.
MEMBERS = {
    "decision": str,
    "reasons": list,
    "obligations": list,
    "alternatives": list,
    "valid_until": str,
    "revision": int,
}
NOT_OURS = "The answer is not one of Imprimatur's; is this its address?"


def ask(link: Link, question: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to one question. Raises Unreachable, for what is no answer too, and Refused."""
    return read_answer(link.post(DECISIONS, question))


def ask_all(link: Link, questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the answers in the order of the questions, a thousand a call. Raises what `ask` raises."""
    answers: list[dict[str, Any]] = []
    for start in range(0, len(questions), AT_ONCE):
        part = list(questions[start : start + AT_ONCE])
        said = link.post(DECISIONS, {"questions": part})
        told = said.get("decisions") if isinstance(said, dict) else None
        if not isinstance(told, list) or len(told) != len(part):
            raise Unreachable(NOT_OURS)
        answers += map(read_answer, told)
    return answers


def read_answer(said: object) -> dict[str, Any]:
    """Return what has the form of an answer; raise Unreachable for anything else, which is no permit either."""
    if not isinstance(said, dict):
        raise Unreachable(NOT_OURS)
    for name, kind in MEMBERS.items():
        if not isinstance(said.get(name), kind):
            raise Unreachable(NOT_OURS)
    if said["decision"] not in ("permit", "deny"):
        raise Unreachable(NOT_OURS)
    if said["decision"] == "deny" and not said["reasons"]:
        raise Unreachable(NOT_OURS)
    told = [*said["reasons"], *said["obligations"]]
    if not _have_texts(told, ("code", "message")) or not _have_texts(said["alternatives"], ("id",)):
        raise Unreachable(NOT_OURS)
    return said


def _have_texts(items: list[Any], names: tuple[str, ...]) -> bool:
    return all(
        isinstance(item, dict) and all(isinstance(item.get(name), str) for name in names) for item in items
    )
