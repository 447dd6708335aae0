"""Texts out of spreadsheets: made one line, tidied, or folded for comparing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

LONGEST_FOLDED = 300
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_BLANKS = re.compile(r"\s+")
# Soft hyphens, zero-width blanks, word joiners and byte order marks: nobody sees them.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
# What programs put before a text so that it stays one.
_BEFORE_TEXT = "'`\"\u2018\u2019\u00b4"
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


def make_text(value: Any) -> str:
    """Return a cell's value as text: whole numbers without a point, dates in ISO form, nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def make_line(text: str) -> str:
    """Return the text in one line: questions of real workbooks break lines inside sentences."""
    return _BLANKS.sub(" ", _UNSEEN.sub("", text)).strip()


def tidy(text: str) -> str:
    """Return the text with its lines, without the blanks around them and carriage returns."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n\ufeff\u200b \t")


def fold(text: str) -> str:
    """Return the text for comparing: one line, lower case, plain dashes, full-width forms made narrow."""
    folded = unicodedata.normalize("NFKC", _JOINERS.sub("", _UNSEEN.sub("", text[: 2 * LONGEST_FOLDED])))
    return _BLANKS.sub(" ", _DASHES.sub("-", folded)).strip().casefold()[:LONGEST_FOLDED]


def clean_id(text: str) -> str:
    """Return an id as it is meant: plain hyphens, and none of the blanks and quotes that came into it."""
    plain = unicodedata.normalize("NFKC", _JOINERS.sub("", _UNSEEN.sub("", text[:LONGEST_FOLDED])))
    return _BLANKS.sub("", _DASHES.sub("-", plain)).lstrip(_BEFORE_TEXT)


def make_slug(text: str, longest: int = 60) -> str:
    """Return a key made of a text: lower-case letters and digits with hyphens; "section" when there are none."""
    return _NOT_WORDS.sub("-", fold(text).replace("&", " and ")).strip("-")[:longest].strip("-") or "section"
