"""VSAQON, the notation of Google's VSAQ: JSON with comment lines, texts joined by "+" over lines, and \\x escapes."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from vendors.questionnaires.importers.texts import tidy
from vendors.questionnaires.reading import UnknownLayout

# JSON has no line break inside a text, so that a quote before one ends a text and a line of slashes is no text.
_JOINED = re.compile(r'"[ \t]*\+[ \t]*\r?\n[ \t]*"')
_COMMENT = re.compile(r"^[ \t]*//[^\n]*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BREAKING = frozenset({"br", "p", "li", "ul", "ol", "div"})


def load(text: str) -> Any:
    """Return the value of a JSON or VSAQON text; raises UnknownLayout."""
    try:
        return json.loads(text)
    except RecursionError:
        raise UnknownLayout("The JSON is nested too deeply.") from None
    except ValueError:
        pass
    try:
        return json.loads(clean(text))
    except (ValueError, RecursionError) as error:
        raise UnknownLayout(f"The file starts like JSON but cannot be read as such ({error}).") from None


def clean(text: str) -> str:
    """Return the JSON of a VSAQON text."""
    text = _COMMENT.sub("", _JOINED.sub("", text))
    return _ESCAPED.sub(lambda found: "\\u00" if found[1] == "x" else found[0], text)


def read_notice(text: str) -> str:
    """Return the comment with which a file starts: its rights and licence."""
    lines = []
    for line in text.lstrip("\ufeff \t\r\n").splitlines():
        if not line.lstrip().startswith("//"):
            break
        lines.append(line.strip().lstrip("/").strip())
    return "\n".join(lines).strip()


class _Stripper(HTMLParser):
    """Collects the text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def strip_html(text: str) -> str:
    """Return the text of a piece of HTML; links lose their address."""
    if "<" not in text and "&" not in text:
        return tidy(text)
    stripper = _Stripper()
    stripper.feed(text)
    stripper.close()
    return tidy("".join(stripper.parts))
