"""Texts and fields of a questionnaire's JSON, each read as what it has to be. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 10_000
#: What PostgreSQL does not keep: NUL, and halves of surrogate pairs.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class InvalidContent(ValueError):
    """The content breaks a rule of its own; `where` names the section or question, `problem` says it in a sentence."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem


def check_texts(where: str, texts: Iterable[str]) -> None:
    """Raise InvalidContent for a text that is too long or cannot be stored."""
    for text in texts:
        if len(text) > LONGEST_TEXT:
            raise InvalidContent(where, f"shorten the text to {LONGEST_TEXT} characters")
        if UNSTORABLE.search(text):
            raise InvalidContent(where, "take out the characters that cannot be kept")


def read_text(raw: Mapping[str, Any], name: str) -> str:
    """Return a text, "" for none."""
    value = raw.get(name)
    if not isinstance(value, str | None):
        raise InvalidContent("", f"{name} is a text")
    return value or ""


def read_list(raw: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """Return a list of anything, empty for none."""
    value = raw.get(name, ())
    if not isinstance(value, list | tuple):
        raise InvalidContent("", f"{name} is a list")
    return tuple(value)


def read_texts(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of texts."""
    found = read_list(raw, name)
    if not all(isinstance(each, str) for each in found):
        raise InvalidContent("", f"{name} is a list of texts")
    return found


def read_flag(raw: Mapping[str, Any], name: str) -> bool:
    """Return a truth value."""
    value = raw.get(name)
    if not isinstance(value, bool):
        raise InvalidContent("", f"{name} is true or false")
    return value


def read_whole(raw: Mapping[str, Any], name: str) -> int:
    """Return a whole number."""
    value = raw.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidContent("", f"{name} is a whole number")
    return value


def read_object(raw: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Return an object, or None."""
    value = raw.get(name)
    if not isinstance(value, Mapping | None):
        raise InvalidContent("", f"{name} is an object")
    return value


def to_json(record: Any) -> dict[str, Any]:
    """Return the fields of a dataclass as JSON values: tuples as lists, what is in them likewise."""
    found: dict[str, Any] = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, tuple):
            value = [to_json(part) if is_dataclass(part) else part for part in value]
        elif isinstance(value, StrEnum):
            value = value.value
        elif isinstance(value, Mapping):
            value = dict(value)
        found[each.name] = value
    return found
