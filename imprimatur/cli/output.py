"""What people read: words first, colour only for a terminal that wants it."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

COLOURS = {"green": "32", "red": "31", "yellow": "33", "dim": "2", "bold": "1"}


def paint(text: str, colour: str, stream: TextIO | None = None) -> str:
    """Return the text in a colour when it goes to a terminal (NO_COLOR is honoured, https://no-color.org)."""
    to = stream or sys.stdout
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not to.isatty():
        return text
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m"


def clean(text: str) -> str:
    """Return a text that came from elsewhere without what would move a terminal's cursor or hide in it."""
    return "".join(each if unicodedata.category(each)[0] != "C" else "�" for each in text)


def print_json(document: Any) -> None:
    """Print one JSON document; what the output cannot carry (its encoding, half a surrogate pair) is escaped."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(document, indent=2)
    print(text)


def print_decision(model: str, answer: dict[str, Any]) -> None:
    """Print an answer: the word, why, what to honour, what to use instead."""
    permitted = answer["decision"] == "permit"
    word = paint("permit", "green") if permitted else paint("deny", "red")
    print(f"{word}  {paint(clean(model), 'bold')}")
    for reason in answer["reasons"]:
        print(f"  {clean(reason['message'])} {paint(reason['code'], 'dim')}")
    for obligation in answer["obligations"]:
        print(f"  {paint('must:', 'yellow')} {clean(obligation['message'])}")
    for alternative in answer["alternatives"]:
        print(f"  {paint('instead:', 'green')} {clean(alternative['id'])}")
    if permitted:
        print(paint(f"  until {answer['valid_until']}, revision {answer['revision']}", "dim"))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], colours: Iterable[str] = ()) -> None:
    """Print columns, each as wide as its widest text; a colour for each row paints its second column."""
    shown = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *shown, strict=True)]
    print(
        paint(
            "  ".join(each.ljust(width) for each, width in zip(headings, widths, strict=True)).rstrip(), "dim"
        )
    )
    painted = list(colours) or [""] * len(shown)
    for row, colour in zip(shown, painted, strict=True):
        cells = [each.ljust(width) for each, width in zip(row, widths, strict=True)]
        if colour:
            cells[1] = paint(cells[1], colour)
        print("  ".join(cells).rstrip())
