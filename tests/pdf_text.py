"""Reads the PDFs that the product writes: what their pages say, with what is needed to judge their structure."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
SHOWN = re.compile(
    rb"(/F\d+\+\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj|(ET)|/(\w+) <</MCID (\d+)>> BDC|(/Artifact) BMC|(EMC)",
    re.DOTALL,
)
ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class ReadPdf:
    """A PDF taken apart. `pages` are (tag, text) for each stretch of text; what is no part of the text has no tag."""

    pages: tuple[tuple[tuple[str, str], ...], ...]
    outline: tuple[str, ...]
    objects: dict[int, bytes]

    @property
    def text(self) -> str:
        """What a reader reads, without the margins."""
        return "\n".join(text for page in self.pages for tag, text in page if tag)

    @property
    def everything(self) -> str:
        """What stands anywhere in the file: text, margins, outline, and what the file says of itself."""
        facts = [body.decode("latin-1") for body in self.objects.values() if b"/Producer" in body]
        return "\n".join([self.text, *self.margins, *self.outline, *facts])

    @property
    def margins(self) -> list[str]:
        """What stands around the text of each page."""
        return [" | ".join(text for tag, text in page if not tag) for page in self.pages]


def read_pdf(content: bytes) -> ReadPdf:
    """Return what a PDF says."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    letters = {
        name: _read_letters(_get_stream(objects, re.search(rb"/ToUnicode (\d+) 0 R", body)))
        for body in objects.values()
        for name in re.findall(rb"/Name (/F\d+\+\d+)", body)
    }
    kids = next(body for body in objects.values() if b"/Type /Pages" in body)
    order = re.findall(rb"(\d+) 0 R", re.search(rb"/Kids \[(.*?)\]", kids, re.DOTALL)[1])
    pages = tuple(
        tuple(
            _read_page(
                _get_stream(objects, re.search(rb"/Contents (\d+) 0 R", objects[int(number)])), letters
            )
        )
        for number in order
    )
    titles = tuple(
        _read_string(re.search(rb"/Title \(((?:\\.|[^\\()])*)\)", body, re.DOTALL)[1])
        for body in objects.values()
        if b"/Dest" in body and b"/Title" in body
    )
    return ReadPdf(pages, titles, objects)


def _get_stream(objects: dict[int, bytes], reference: re.Match[bytes] | None) -> bytes:
    assert reference is not None
    found = STREAM.search(objects[int(reference[1])])
    assert found is not None
    return zlib.decompress(found[1])


def _read_letters(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"^<(\w\w)> <(\w{4,})>", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for code, letter in pairs}


def _read_page(stream: bytes, letters: dict[bytes, dict[int, str]]) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    tag, font, text = "", b"", ""
    for name, shown, end, opened, _number, artifact, closed in SHOWN.findall(stream):
        if name:
            font = name
        elif opened:
            tag = opened.decode()
        elif artifact or closed:
            tag = ""
        elif end:
            said.append((tag, text))
            text = ""
        else:
            text += "".join(letters[font][code] for code in _unescape(shown))
    return said


def _unescape(text: bytes) -> bytes:
    def put(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8)]) if len(code) == 3 else PLAIN.get(code, code)

    return ESCAPED.sub(put, text)


def _read_string(text: bytes) -> str:
    plain = _unescape(text)
    return plain[2:].decode("utf-16-be") if plain.startswith(b"\xfe\xff") else plain.decode("latin-1")
