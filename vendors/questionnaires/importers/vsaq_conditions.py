"""The conditions of VSAQ ("a_yes && !(b || c)") as ours, with what is never or always true worked out.

A name stands for a choice that is taken, a box that is ticked, a text that is given, or a hint that is shown, which
holds under the hint's own condition. A name from another questionnaire is never true.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vendors.questionnaires.conditions import DEEPEST, list_questions
from vendors.questionnaires.content import InvalidContent

LONGEST = 2_000
MOST_NAMES = 200
DEEPEST_HINT = 3
_TOKEN = re.compile(r"\s*(\|\||&&|!|\(|\)|\^?[\w./-]+)")

#: One of our conditions, or always (True) or never (False).
Expression = dict[str, Any] | bool


class UnreadableCondition(ValueError):
    """The text is no condition, or larger than is read."""


def join_all(parts: list[Expression]) -> Expression:
    """Return the condition that holds when all do."""
    return _join("all", parts, neutral=True)


def join_any(parts: list[Expression]) -> Expression:
    """Return the condition that holds when one does."""
    return _join("any", parts, neutral=False)


def negate(part: Expression) -> Expression:
    """Return the condition that holds when this does not."""
    if isinstance(part, bool):
        return not part
    inner = part.get("not")
    return inner if isinstance(inner, dict) else {"not": part}


def _join(word: str, parts: list[Expression], *, neutral: bool) -> Expression:
    found: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, bool):
            if part is not neutral:
                return part
            continue
        for each in part.get(word, [part]):
            if each not in found:
                found.append(each)
    if word == "any":
        found = _merge_choices(found)
    if not found:
        return neutral
    return found[0] if len(found) == 1 else {word: found}


def _merge_choices(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Choices of one question become one condition."""
    keys: dict[str, list[str]] = {}
    merged: list[dict[str, Any]] = []
    for part in parts:
        if "in" in part:
            if part["question"] not in keys:
                keys[part["question"]] = []
                merged.append({"question": part["question"], "in": keys[part["question"]]})
            keys[part["question"]].extend(part["in"])
        else:
            merged.append(part)
    return merged


class Conditions:
    """Reads conditions, given what the names of one questionnaire stand for."""

    def __init__(self, names: Mapping[str, Expression], hints: Mapping[str, list[str]]) -> None:
        self._names = names
        self._hints = hints
        self._left = 0
        self.unknown: set[str] = set()

    def read(self, texts: list[str]) -> Expression:
        """Return the condition that all texts together ask; raises UnreadableCondition."""
        self._left = MOST_NAMES
        found = join_all([self._parse(text, 0) for text in texts])
        if not isinstance(found, bool):
            try:
                list(list_questions(found))
            except InvalidContent:
                raise UnreadableCondition(f"nested deeper than {DEEPEST}") from None
        return found

    def _parse(self, text: str, depth: int) -> Expression:
        tokens = tokenise(text)
        found = self._read_any(tokens, depth)
        if tokens:
            raise UnreadableCondition(f"{tokens[-1]} is not expected")
        return found

    def _read_any(self, tokens: list[str], depth: int) -> Expression:
        parts = [self._read_all(tokens, depth)]
        while tokens and tokens[-1] == "||":
            tokens.pop()
            parts.append(self._read_all(tokens, depth))
        return join_any(parts)

    def _read_all(self, tokens: list[str], depth: int) -> Expression:
        parts = [self._read_one(tokens, depth)]
        while tokens and tokens[-1] == "&&":
            tokens.pop()
            parts.append(self._read_one(tokens, depth))
        return join_all(parts)

    def _read_one(self, tokens: list[str], depth: int) -> Expression:
        if depth > 10 * DEEPEST:
            raise UnreadableCondition("nested too deeply")
        word = tokens.pop() if tokens else ""
        if word == "!":
            return negate(self._read_one(tokens, depth + 1))
        if word == "(":
            found = self._read_any(tokens, depth + 1)
            if not tokens or tokens.pop() != ")":
                raise UnreadableCondition("a bracket is not closed")
            return found
        if word in ("", ")", "||", "&&"):
            raise UnreadableCondition("a name is missing")
        return self._resolve(word.lstrip("^"), depth)

    def _resolve(self, name: str, depth: int) -> Expression:
        self._left -= 1
        if self._left < 0:
            raise UnreadableCondition(f"more than {MOST_NAMES} names")
        if name in self._names:
            return self._names[name]
        if name in self._hints:
            # Each hint inside a hint counts as ten levels, so that hints that name each other come to an end.
            if depth >= 10 * DEEPEST_HINT:
                raise UnreadableCondition("hints depend on each other")
            return join_all([self._parse_hint(text, depth) for text in self._hints[name]])
        self.unknown.add(name)
        return False

    def _parse_hint(self, text: str, depth: int) -> Expression:
        return self._parse(text, (depth // 10 + 1) * 10)


def tokenise(text: str) -> list[str]:
    """Return the words and signs of a condition, the first last; raises UnreadableCondition."""
    if len(text) > LONGEST:
        raise UnreadableCondition(f"longer than {LONGEST} characters")
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise UnreadableCondition(f"{text[at : at + 10]} is not expected")
        tokens.append(found[1])
        at = found.end()
    return tokens[::-1]
