"""Asking the server about one model or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imprimatur.link import Link

DECISIONS = "/api/v1/decisions"
AT_ONCE = 1_000


def ask(link: Link, question: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to one question. Raises Unreachable and Refused."""
    answer: dict[str, Any] = link.post(DECISIONS, question)
    return answer


def ask_all(link: Link, questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the answers in the order of the questions, a thousand a call."""
    answers: list[dict[str, Any]] = []
    for start in range(0, len(questions), AT_ONCE):
        part = list(questions[start : start + AT_ONCE])
        answers += link.post(DECISIONS, {"questions": part})["decisions"]
    return answers
