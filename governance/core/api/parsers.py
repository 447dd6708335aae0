"""A JSON parser that refuses what databases and people choke on, with a 400 that says where."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer

MAX_DEPTH = 32
MAX_DIGITS = 40


def loads_strictly(raw: bytes) -> Any:
    """Return the JSON value, or raise ParseError.

    Refused: bodies that are not UTF-8, deeper than 32, with duplicate keys, NaN or Infinity, absurd numbers,
    NUL characters or lone surrogates (PostgreSQL cannot store the last two).
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise ParseError(_("The body is not UTF-8.")) from None
    if text.startswith("\ufeff"):
        raise ParseError(_("The body starts with a byte order mark."))
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_refuse_duplicates,
            parse_constant=_refuse_constant,
            parse_int=_read_integer,
            parse_float=_read_float,
        )
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            message = _("The body is not valid JSON: line %(line)d, column %(column)d.")
            raise ParseError(message % {"line": error.lineno, "column": error.colno}) from None
        raise ParseError(_("The body is not valid JSON.")) from None
    _check_text(value)
    return value


def _check_depth(text: str) -> None:
    depth = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ParseError(_("The body is nested deeper than %d levels.") % MAX_DEPTH)
        elif character in "]}":
            depth -= 1


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result:
            raise ParseError(_("The field “%s” stands twice in one object.") % name[:80])
        result[name] = value
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(_("%s is not a number in JSON.") % name)


def _read_integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ParseError(_("A number has more than %d digits.") % MAX_DIGITS)
    return int(digits)


def _read_float(digits: str) -> float:
    value = float(digits)
    if len(digits) > MAX_DIGITS or not math.isfinite(value):
        raise ParseError(_("A number is out of range."))
    return value


def _check_text(value: Any) -> None:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if "\x00" in item:
                raise ParseError(_("A text holds a NUL character."))
            if any("\ud800" <= character <= "\udfff" for character in item):
                raise ParseError(_("A text holds half of a surrogate pair."))
        elif isinstance(item, dict):
            pending.extend(item.keys())
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)


class StrictJSONParser(JSONParser):
    """Parses application/json through `loads_strictly`, bounded by DATA_UPLOAD_MAX_MEMORY_SIZE."""

    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the parsed body."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise ParseError(_("The body is larger than %d bytes.") % limit)
        body = loads_strictly(raw)
        if not isinstance(body, dict):
            raise ParseError(_("The body is not a JSON object."))
        return body
