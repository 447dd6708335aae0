"""A PDF canvas on which each document has fonts of its own: reportlab shares those it knows by name among threads."""

from __future__ import annotations

from functools import cache
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from governance.core.documents.letters import Face

# Streams go into the file as they are; written in printable characters they would be a quarter larger.
rl_config.useA85 = 0


class Sheet(Canvas):
    """A canvas with the few things that a document draws, written as the operators of PDF."""

    def _make_preamble(self) -> None:
        """Begin a page with nothing; reportlab would name a font that no page uses and no file embeds."""
        self._preamble = ""

    @property
    def document(self) -> Any:
        """The objects of the file."""
        return self._doc

    def write(self, x: float, y: float, text: str, face: Face, size: float, colour: str) -> None:
        """Write letters; each stretch of them in the subset of the font that holds it."""
        shown = []
        for subset, codes in face.font.splitString(text, self._doc):
            name = face.font.getSubsetInternalName(subset, self._doc)
            shown.append(f"{name} {size:g} Tf ({self._escape(codes)}) Tj")
        self.addLiteral(f"BT {_paint(colour)} rg 1 0 0 1 {x:.2f} {y:.2f} Tm {' '.join(shown)} ET")

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        self.addLiteral(f"{_paint(colour)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")


@cache
def _paint(colour: str) -> str:
    """Return a colour such as #0f6e67 as PDF spells it."""
    return " ".join(f"{int(colour[start : start + 2], 16) / 255:.3g}" for start in (1, 3, 5))
