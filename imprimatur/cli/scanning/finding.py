"""Finding model names and provider calls, line by line.

A name counts when it stands where a model is named (`model=`, `"model":`, `OPENAI_MODEL=`), or is a quoted text of a
family that is well known. What a line says of itself, `imprimatur: ignore REASON`, is honoured and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from imprimatur.cli.scanning.files import read_text
from imprimatur.cli.scanning.naming import FAMILIES, PROVIDERS, complete, guess_provider


class Finding(NamedTuple):
    """One place that names a model, or (with an empty `model`) one that calls a provider without naming any."""

    path: Path
    line: int
    column: int
    #: As written, and as the catalogue would spell it.
    text: str
    model: str
    #: The provider whose SDK or address is used, when the place says so.
    provider: str = ""


class Scan(NamedTuple):
    """What was found in one file, and how many lines asked to be left alone."""

    findings: list[Finding]
    ignored: int


_NAME = r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{1,200}"
#: model = "x", model: x, "model": "x", --model x, OPENAI_MODEL=x, modelId: 'x', model_name…
_NAMED = re.compile(
    rf"""(?<![A-Za-z])["']?(?P<key>(?:[A-Za-z0-9]{{1,30}}[_-]){{0,6}}(?:model|deployment|engine)(?:[_-]?(?:name|id))?)["']?
        \s*(?::=|[:=]|\s)\s*(?P<quote>["'`]?)(?P<name>{_NAME})(?P=quote)""",
    re.VERBOSE | re.IGNORECASE,
)
_KNOWN = re.compile(
    rf"""(?P<quote>["'`])(?P<name>(?:[a-z0-9_.-]+/)*(?:{FAMILIES})[A-Za-z0-9._:/@-]*)(?P=quote)"""
)
_IGNORED = re.compile(r"imprimatur:\s*ignore\s+\S")


def scan_file(path: Path) -> Scan:
    """Return what a file names; binary files name nothing."""
    text = read_text(path)
    if text is None:
        return Scan([], 0)
    findings: list[Finding] = []
    ignored = 0
    provider = guess_provider(text)
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > 5_000:
            continue
        found = list(_scan_line(path, number, line, provider))
        if found and _IGNORED.search(line):
            ignored += 1
        else:
            findings += found
    named = any(finding.model for finding in findings)
    # Who names a model has said what is called; without one, the call itself is what there is to ask about.
    return Scan([each for each in findings if each.model or not named], ignored)


def _scan_line(path: Path, number: int, line: str, provider: str) -> Iterator[Finding]:
    taken: set[int] = set()
    for pattern in (_NAMED, _KNOWN):
        for match in pattern.finditer(line):
            name, start = match["name"].rstrip(".,:"), match.start("name")
            is_quoted = bool(match["quote"])
            if start in taken or not is_model(name, is_known=pattern is _KNOWN, is_quoted=is_quoted):
                continue
            taken.add(start)
            yield Finding(path, number, start + 1, name, complete(name, provider), provider)
    for name, pattern in PROVIDERS.items():
        found = pattern.search(line)
        if found is not None:
            yield Finding(path, number, found.start() + 1, found[0].strip(), "", name)


def is_model(name: str, *, is_known: bool, is_quoted: bool) -> bool:
    """Say whether a text that stands where a model could be named is one."""
    if is_known or re.match(rf"(?:[a-z0-9_.-]+/)*(?:{FAMILIES})", name):
        return True
    # Elsewhere only what has the form of a catalogue's name: `model: str` and `model = load(x)` are code.
    return (
        is_quoted and "/" in name and not name.startswith(("http", "/", ".")) and any(map(str.isdigit, name))
    )
