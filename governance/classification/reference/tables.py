"""Reads one reference file strictly; every refusal names the file and the line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from governance.classification.reference.records import Validity

T = TypeVar("T")


class ReferenceDataError(ValueError):
    """A reference file breaks its own rules."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        """Keep the place beside the sentence, so that a screen can point at it."""
        super().__init__(f"{path.name}:{line}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with the place it came from."""

    path: Path
    line: int
    values: Mapping[str, str]

    def error(self, problem: str) -> ReferenceDataError:
        """Make the refusal that names this row."""
        return ReferenceDataError(self.path, self.line, problem)

    def text(self, column: str) -> str:
        """Return a value that must be there."""
        if not (value := self.values[column]):
            raise self.error(f"{column} is empty")
        return value

    def optional(self, column: str) -> str:
        """Return a value that may be empty."""
        return self.values[column]

    def one_of(self, column: str, allowed: frozenset[str]) -> str:
        """Return a value that must be one of a closed list."""
        if (value := self.text(column)) not in allowed:
            raise self.error(f"{column} {value!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def reference(self, column: str, known: frozenset[str], kind: str) -> str:
        """Return the key of a record in another file."""
        if (value := self.text(column)) not in known:
            raise self.error(f"{column} {value!r} is no known {kind}")
        return value

    def validity(self) -> Validity:
        """Return the interval in `valid_from` and `valid_to`."""
        interval = Validity(self._day("valid_from"), self._day("valid_to"))
        if interval.valid_from and interval.valid_to and interval.valid_from >= interval.valid_to:
            raise self.error(f"valid_to {interval.valid_to} is not after valid_from {interval.valid_from}")
        return interval

    def _day(self, column: str) -> date | None:
        if not (value := self.values[column]):
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        # Python also reads 20260126 and 2026-W05-1; a file that people edit has one spelling.
        if day is None or day.isoformat() != value:
            raise self.error(f"{column} {value!r} is not a date such as 2026-01-26")
        return day


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a CSV file whose header is exactly these columns."""
    reader = csv.reader(io.StringIO(_read_text(path), newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != list(columns):
            raise ReferenceDataError(path, 1, f"the header must be {','.join(columns)}")
        for cells in reader:
            if len(cells) != len(columns):
                problem = f"{len(cells)} cells where {len(columns)} are expected"
                raise ReferenceDataError(path, reader.line_num, problem)
            for column, cell in zip(columns, cells, strict=True):
                if cell != cell.strip():
                    raise ReferenceDataError(path, reader.line_num, f"{column} has a blank at its edge")
            yield Row(path, reader.line_num, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise ReferenceDataError(path, reader.line_num, str(error)) from error


def read_objects(path: Path) -> Iterator[tuple[int, object]]:
    """Yield the values of a JSON array, each with the line it starts on."""
    text = _read_text(path)
    decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: _without_repeats(path, pairs))

    def line_at(index: int) -> int:
        return text.count("\n", 0, index) + 1

    def skip_blank(index: int) -> int:
        while index < len(text) and text[index].isspace():
            index += 1
        return index

    position = skip_blank(0)
    if text[position : position + 1] != "[":
        raise ReferenceDataError(path, line_at(position), "a JSON array is expected")
    position = skip_blank(position + 1)
    while text[position : position + 1] != "]":
        start = position
        try:
            value, position = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            raise ReferenceDataError(path, error.lineno, error.msg) from error
        except ReferenceDataError as error:
            raise ReferenceDataError(path, line_at(start), error.problem) from error
        yield line_at(start), value
        position = skip_blank(position)
        if text[position : position + 1] == ",":
            position = skip_blank(position + 1)
            if text[position : position + 1] == "]":
                raise ReferenceDataError(path, line_at(position), "a comma with nothing after it")
        elif text[position : position + 1] != "]":
            raise ReferenceDataError(path, line_at(position), "a comma or the end of the array is expected")
    if (rest := skip_blank(position + 1)) != len(text):
        raise ReferenceDataError(path, line_at(rest), "text after the end of the array")


def refuse_repeats(rows: Sequence[tuple[Row, T]], key: Callable[[T], str]) -> tuple[T, ...]:
    """Return the records in file order, or refuse the second one with the same key."""
    first_lines: dict[str, int] = {}
    for row, record in rows:
        if (found := key(record)) in first_lines:
            raise row.error(f"{found!r} is already on line {first_lines[found]}")
        first_lines[found] = row.line
    return tuple(record for _, record in rows)


def _read_text(path: Path) -> str:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ReferenceDataError(path, line, "not UTF-8 text") from error
    if "\0" in text:
        raise ReferenceDataError(path, text.count("\n", 0, text.index("\0")) + 1, "a NUL character")
    return text


def _without_repeats(path: Path, pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # The caller knows the line; the parser's hook does not.
        raise ReferenceDataError(path, 0, "a name is given twice in one object")
    return found
