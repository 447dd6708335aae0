"""Reading a large JSON object row by row, in bounded memory, with errors that say where.

The standard library's scanner parses one value at a time out of a sliding window of text. It is used
instead of an event parser because it keeps what governance must see: the event parser at hand turns a lone
surrogate into `?`, so that a forged name would arrive as an ordinary one, and loses the row in which a
syntax error stands.
"""

import codecs
import json
import re
from collections.abc import Iterator
from decimal import Decimal, DecimalException
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # absent from typeshed
from typing import Any, BinaryIO, NoReturn

from registry.ai_models.importers.records import CatalogueError
from registry.ai_models.naming import printable

CHUNK = 256 * 1024
"""Bytes read at a time."""
LARGEST_VALUE = 1024 * 1024
"""Characters one row may have."""
MOST_MEMBERS = 300_000
"""Rows one file may have, so that many tiny ones cannot fill the memory."""
LOOKAHEAD = 16
"""An error this close to the end of the window may only mean that the window ends there."""
_NOT_WHITE_SPACE = re.compile(r"[^ \t\n\r]")


class _Refused(Exception):
    """Raised inside the scanner by the hooks below."""


def _refuse_constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not a JSON number")


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of an object; a key may repeat, as in genuine files, only with the same value."""
    members = dict(pairs)
    if len(members) != len(pairs):
        first: dict[str, Any] = {}
        for key, value in pairs:
            if first.setdefault(key, value) != value:
                raise _Refused(f"the key {printable(key)!r} appears twice with different values")
    return members


class TextWindow:
    """UTF-8 text of a binary file, decoded as it is read; refuses other encodings and too large files."""

    def __init__(self, source: BinaryIO, size_limit: int) -> None:
        self._source = source
        self._size_limit = size_limit
        self._bytes_read = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._lines_dropped = 0
        self.text = ""
        self.position = 0
        self.ended = False
        source.seek(0)

    def line(self, position: int | None = None) -> int:
        """The line number, from 1, of a position in the window."""
        end = self.position if position is None else position
        return self._lines_dropped + self.text.count("\n", 0, end) + 1

    def fill(self, wanted: int = 0) -> None:
        """Drop what was consumed and read on, a chunk or more."""
        raw = self._source.read(max(CHUNK, wanted))
        if self._bytes_read == 0:
            raw = _without_byte_order_mark(raw)
        self._bytes_read += len(raw)
        if self._bytes_read > self._size_limit:
            raise CatalogueError(f"The file is larger than {self._size_limit:,} bytes.")
        try:
            more = self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            line = self.line(len(self.text)) + raw[: error.start].count(b"\n")
            raise CatalogueError("The file is not UTF-8 text.", line=line) from None
        self._lines_dropped += self.text.count("\n", 0, self.position)
        self.text = self.text[self.position :] + more
        self.position = 0
        self.ended = not raw

    def read_all(self) -> str:
        """The whole text, for formats that are not read in rows."""
        while not self.ended:
            self.fill()
        return self.text


def _without_byte_order_mark(raw: bytes) -> bytes:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in raw[:4]:
        raise CatalogueError("The file is UTF-16 or UTF-32 text; save it as UTF-8.", line=1)
    return raw.removeprefix(codecs.BOM_UTF8)


class JSONStream(TextWindow):
    """A cursor over one JSON document. `row` is named in errors; readers set it as they go."""

    def __init__(self, source: BinaryIO, size_limit: int) -> None:
        super().__init__(source, size_limit)
        self.row: str | None = None
        self._members = 0
        decoder = json.JSONDecoder(
            object_pairs_hook=_unique_members, parse_float=Decimal, parse_constant=_refuse_constant
        )
        self._scan = decoder.scan_once  # type: ignore[attr-defined]  # absent from typeshed

    def fail(self, message: str, position: int | None = None) -> NoReturn:
        row = None if self.row is None else printable(self.row)
        raise CatalogueError(message, row=row, line=self.line(position)) from None

    def peek(self) -> str:
        """The next character that is not white space, or nothing at the end of the file."""
        while True:
            if found := _NOT_WHITE_SPACE.search(self.text, self.position):
                self.position = found.start()
                return found[0]
            self.position = len(self.text)
            if self.ended:
                return ""
            self.fill()

    def expect(self, character: str) -> None:
        if (found := self.peek()) != character:
            self.fail(
                f"Expected {character!r}, found {printable(found)!r}."
                if found
                else "The file ends too early."
            )
        self.position += 1

    def members(self, *, unique: bool = True) -> Iterator[str]:
        """The keys of the object that starts here; consume the value before asking for the next key.

        `unique` costs one set of keys; a second reading of the same file may do without.
        """
        seen: set[str] = set()
        self.expect("{")
        if self.peek() == "}":
            self.position += 1
            return
        while True:
            key = self._key()
            self._members += 1
            if self._members > MOST_MEMBERS:
                self.fail(f"The file has more than {MOST_MEMBERS:,} rows.")
            if unique:
                if key in seen:
                    self.fail(f"The key {printable(key)!r} appears twice.")
                seen.add(key)
            self.expect(":")
            yield key
            if self.peek() == "}":
                self.position += 1
                return
            self.expect(",")

    def end(self) -> None:
        """Nothing but white space may follow."""
        self.row = None
        if self.peek():
            self.fail("There is more text after the end of the catalogue.")

    def value(self) -> Any:
        """The value that starts here, at most `LARGEST_VALUE` characters long."""
        self.peek()
        return self._grow(self._value_here)

    def _key(self) -> str:
        if self.peek() != '"':
            self.expect('"')
        return str(self._grow(lambda: scanstring(self.text, self.position + 1, True)))

    def _value_here(self) -> tuple[Any, int]:
        try:
            value, end = self._scan(self.text, self.position)
        except StopIteration as stop:
            raise JSONDecodeError("Not a JSON value", self.text, stop.value) from None
        if end == len(self.text) and not self.ended:
            raise JSONDecodeError("The value may go on", self.text, end)
        return value, end

    def _grow(self, parse: Any) -> Any:
        """Parse, reading on for as long as the only trouble is the end of the window."""
        while True:
            try:
                value, end = parse()
                if end - self.position > LARGEST_VALUE:
                    self._fail_for_length()
                self.position = end
                return value
            except JSONDecodeError as error:
                if self._may_only_be_cut_off(error):
                    self.fill(len(self.text))
                    continue
                self._fail_at(error)
            except _Refused as refused:
                self.fail(f"Not acceptable: {refused}.")
            except (DecimalException, ValueError):
                self.fail("A number is too large.")
            except RecursionError:
                self.fail("The values are nested too deeply.")

    def _may_only_be_cut_off(self, error: JSONDecodeError) -> bool:
        near_the_end = error.pos >= len(self.text) - LOOKAHEAD or error.msg.startswith("Unterminated string")
        return near_the_end and not self.ended and len(self.text) - self.position < LARGEST_VALUE

    def _fail_for_length(self) -> NoReturn:
        self.fail(f"The row is longer than {LARGEST_VALUE:,} characters.")

    def _fail_at(self, error: JSONDecodeError) -> NoReturn:
        if not self.ended and len(self.text) - self.position >= LARGEST_VALUE:
            self._fail_for_length()
        if self.ended and (
            error.pos >= len(self.text.rstrip()) or error.msg.startswith("Unterminated string")
        ):
            self.fail("The file ends in the middle of a value.", error.pos)
        self.fail(f"Not valid JSON: {error.msg}.", error.pos)
