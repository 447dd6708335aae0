"""The letters of a document: which there are, how wide they are, and where a text breaks into lines."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).with_name("fonts")
#: What stands where the font has no letter.
NO_LETTER = "▯"
# Set from right to left, which needs more than an order of letters; a wrong order would say something else.
RIGHT_TO_LEFT = frozenset({"R", "AL"})
UNSEEN = frozenset({"Cc", "Cf", "Cs"})
VARIATIONS = range(0xFE00, 0xFE10)
DEEPEST_INDENT = 12


class _Letters(dict[int, int | None]):
    """What each character becomes: itself, a blank, nothing (what directs or hides text), or the sign of a gap."""

    def __init__(self, glyphs: dict[int, int]) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        category = unicodedata.category(character)
        if category in UNSEEN or code in VARIATIONS:
            return None
        if category == "Zs":
            return 32
        if code not in self._glyphs or unicodedata.bidirectional(character) in RIGHT_TO_LEFT:
            return ord(NO_LETTER)
        # Only what the font has is remembered, so that no text makes this table large.
        self[code] = code
        return code


class Face:
    """One weight of the font, for one document: what is used of it is gathered for the subset that is embedded."""

    def __init__(self, name: str, file_name: str) -> None:
        self.name = name
        self.font = TTFont(name, str(FONTS / file_name))
        self._letters = _Letters(self.font.face.charToGlyph)
        self._widths: dict[int, float] = self.font.face.charWidths
        self._usual = self.font.face.defaultWidth

    def clean(self, text: str) -> str:
        """Return the text in letters that there are; blanks and line breaks stay."""
        lines = unicodedata.normalize("NFC", text).replace("\t", "    ").splitlines()
        return "\n".join(line.translate(self._letters) for line in lines)

    def measure(self, text: str, size: float) -> float:
        """Return how wide a cleaned text is, in points."""
        return sum(self._list_widths(text)) * size / 1000

    def _list_widths(self, text: str) -> list[float]:
        widths, usual = self._widths, self._usual
        return [widths.get(code, usual) for code in map(ord, text)]

    def break_lines(self, text: str, width: float, size: float) -> Iterator[str]:
        """Yield the lines of a cleaned text, none wider than `width` points; a word that is, is cut."""
        limit = width * 1000 / size
        for paragraph in text.split("\n"):
            yield from self._break_paragraph(paragraph, limit)

    def _break_paragraph(self, paragraph: str, limit: float) -> Iterator[str]:
        blank = sum(self._list_widths(" "))
        indent = min(len(paragraph) - len(paragraph.lstrip(" ")), DEEPEST_INDENT)
        line, used = " " * indent, blank * indent
        has_word = False
        for word in paragraph.split():
            widths = self._list_widths(word)
            needed = sum(widths)
            if has_word and used + blank + needed > limit:
                yield line
                line, used, has_word = "", 0.0, False
            if used + needed > limit:
                *whole, word = _cut(word, widths, limit)
                yield from whole
                line, used, needed = "", 0.0, sum(self._list_widths(word))
            line, used = (
                (f"{line} {word}", used + blank + needed) if has_word else (line + word, used + needed)
            )
            has_word = True
        yield line


def _cut(word: str, widths: list[float], limit: float) -> list[str]:
    """Return the pieces of a word, each as long as fits."""
    ends = list(accumulate(widths))
    pieces, start = [], 0
    while start < len(word):
        before = ends[start - 1] if start else 0.0
        end = max(start + 1, bisect_right(ends, before + limit, lo=start))
        pieces.append(word[start:end])
        start = end
    return pieces
