"""Cells that a spreadsheet program must not take for formulas: neutralised on the way out, restored on the way in.

A text whose first character could start a formula, or that starts with the apostrophe used here, gets one apostrophe
in front; the reverse takes exactly that one away, so that an export read back is the same data (OWASP, CSV injection).
"""

from __future__ import annotations

APOSTROPHE = "'"
DANGEROUS = frozenset("=+-@\t\r\n\x00＝＋－＠")
_ESCAPED = DANGEROUS | {APOSTROPHE}


def neutralise(text: str) -> str:
    """Return the text with an apostrophe in front when its first character is dangerous or an apostrophe."""
    return APOSTROPHE + text if text[:1] in _ESCAPED and text else text


def restore(text: str) -> str:
    """Return the text without the apostrophe that `neutralise` put there; any other apostrophe stays."""
    if text.startswith(APOSTROPHE) and text[1:2] in _ESCAPED and len(text) > 1:
        return text[1:]
    return text
