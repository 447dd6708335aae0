"""The code of a Jupyter notebook (nbformat 4), line by line, with where in the file each line stands."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


class Line(NamedTuple):
    """A line of code and the place of its text in the file: line and column, both from 1."""

    text: str
    line: int
    column: int


def read_code(text: str) -> list[Line] | None:
    """Return the lines of all code cells, without what they have printed; None when the text is no notebook.

    Strings are met by the parser in the order in which they stand in the file, and so are told their places.
    """
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return None
    if not isinstance(pairs, _Pairs) or not isinstance(dict(pairs).get("cells"), list):
        return None
    starts = [match.start() + 1 for match in _STRING.finditer(text)]
    found: list[tuple[int, str]] = []
    _walk(pairs, 0, found, is_source=False)
    breaks = [-1, *(match.start() for match in re.finditer("\n", text))]
    lines: list[Line] = []
    row = 0
    for number, source in found:
        while row + 1 < len(breaks) and breaks[row + 1] < starts[number]:
            row += 1
        lines += [Line(each, row + 1, starts[number] - breaks[row]) for each in source.splitlines()]
    return lines


class _Pairs(list[tuple[str, Any]]):
    """An object with its members in their order, those that are said twice included."""


def _walk(value: Any, number: int, found: list[tuple[int, str]], *, is_source: bool) -> int:
    """Collect sources with the numbers of their strings, counting every string; return the next number."""
    if isinstance(value, str):
        if is_source:
            found.append((number, value))
        return number + 1
    if isinstance(value, _Pairs):
        is_code = ("cell_type", "code") in value
        for name, member in value:
            number = _walk(member, number + 1, found, is_source=is_code and name == "source")
    elif isinstance(value, list):
        for member in value:
            number = _walk(member, number, found, is_source=is_source)
    return number
