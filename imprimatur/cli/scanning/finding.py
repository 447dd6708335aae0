"""Finding model names and provider calls in a file.

A name counts when it stands where a model is named (`model=`, `"model":`, `OPENAI_MODEL=`) and either belongs to a
family or provider that is known, or the file calls a provider: then every name there counts, known or not. Quoted
names of well-known families count wherever they stand. What a line says of itself, `imprimatur: ignore REASON`, is
honoured and counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from imprimatur.cli.scanning import patterns
from imprimatur.cli.scanning.files import read_text
from imprimatur.cli.scanning.naming import complete
from imprimatur.cli.scanning.notebooks import Line, read_code
from imprimatur.cli.scanning.providers import NAMES, find_calls, name_called

PYTHON = (".py", ".pyi", ".ipynb")
CONFIGURATION = frozenset(
    {".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties", ".tfvars"}
)


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


class _Named(NamedTuple):
    """A name where it stands: offset, text, the key before it (empty: none) and whether it is quoted."""

    start: int
    text: str
    key: str
    is_quoted: bool


def scan_file(path: Path) -> Scan:
    """Return what a file names; binary files name nothing."""
    text = read_text(path)
    if text is None:
        return Scan([], 0)
    lines = read_code(text) if path.suffix == ".ipynb" else None
    if lines is not None:
        text = "\n".join(line.text for line in lines)
    is_configuration = path.suffix.lower() in CONFIGURATION or path.name.lower().startswith(".env")
    return _scan_text(path, text, is_configuration, lines)


def _scan_text(path: Path, text: str, is_configuration: bool, lines: list[Line] | None) -> Scan:
    calls = find_calls(text)
    called = name_called(text, calls)
    breaks = [-1, *(match.start() for match in re.finditer("\n", text))]
    findings: list[Finding] = []
    # Whether a line asks to be left alone, asked once a line: a line may hold thousands of names.
    asks: dict[int, bool] = {}
    names = list(_list_names(text, bool(calls), is_configuration))
    if path.suffix in PYTHON:
        # Python has no strings in backticks: what stands in them is prose.
        names = [each for each in names if each.key or text[each.start - 1] != "`"]
    places = [(each.start, each.text, complete(each.text, _narrow(each.key, called))) for each in names]
    # Who names a model has said what is called; without one, the call itself is what there is to ask about.
    places += [] if names else [(start, seen, ()) for start, seen in calls.values()]
    providers = {seen: name for name, (_start, seen) in calls.items()}
    for start, written, models in sorted(places):
        row = bisect_right(breaks, start - 1) - 1
        line, column = row + 1, start - breaks[row]
        if row not in asks:
            end = breaks[row + 1] if row + 1 < len(breaks) else len(text)
            asks[row] = patterns.IGNORED.search(text, breaks[row] + 1, end) is not None
        if asks[row]:
            continue
        if lines is not None:
            line, column = lines[row].line, lines[row].column + column - 1
        found = [(model, model.partition("/")[0] if "/" in model else "") for model in models]
        for model, provider in found or [("", providers[written])]:
            findings.append(Finding(path, line, column, written, model, provider))
    return Scan(findings, sum(asks.values()))


def _narrow(key: str, called: frozenset[str]) -> frozenset[str]:
    """Return whom a key means: `AZURE_OPENAI_DEPLOYMENT` says so itself."""
    said = patterns.OWNED.search(f"{key}_")
    return frozenset({said[1].lower()}) if said else called


def _list_names(text: str, has_call: bool, is_configuration: bool) -> Iterator[_Named]:
    """Yield each name of a model once, in no order."""
    is_proxy = "litellm_params" in text
    labels: set[str] = set()
    taken: set[int] = set()
    for named in _list_keyed(text):
        if is_proxy and re.search(r"model_name\Z", named.key, re.IGNORECASE):
            # LiteLLM: what the gateway calls it; whom the gateway calls is said under `litellm_params`.
            labels.add(named.text)
            taken.add(named.start)
        elif named.start not in taken and _is_model(named, has_call or is_proxy, is_configuration):
            taken.add(named.start)
            yield named
    for pattern in (patterns.KNOWN, patterns.ADDRESSED, *([patterns.VALUE] if is_configuration else [])):
        for match in pattern.finditer(text):
            name, start = match["name"].rstrip(".,:"), match.start("name")
            if start not in taken and name not in labels and not patterns.FILE.search(name):
                taken.add(start)
                yield _Named(start, name, "", True)


def _list_keyed(text: str) -> Iterator[_Named]:
    for key in patterns.KEY.finditer(text):
        before = patterns.BEFORE.search(text, max(0, key.start() - 60), key.start())
        prefix = before[0] if before else ""
        if prefix[-1:].isalpha() and not (prefix[-1].islower() and key[0][0].isupper()):
            continue
        whole = prefix + key[0]
        quoted = patterns.QUOTED.match(text, key.end())
        bare = quoted or patterns.BARE.match(text, key.end())
        if bare is None and whole.startswith("-"):
            bare = patterns.OPTION.match(text, key.end())
        if bare is not None:
            yield _Named(bare.start("name"), bare["name"].rstrip(".,:"), whole.strip("-"), quoted is not None)


def _is_model(named: _Named, has_call: bool, is_configuration: bool) -> bool:
    """Say whether a text that stands where a model could be named is one."""
    name = named.text
    if name.startswith(("http", "os.environ/")) or patterns.FILE.search(name):
        return False
    if patterns.FAMILY.match(name):
        return True
    if name.partition("/")[0] in NAMES and "/" in name[:-1]:
        return True
    if re.match(r"engine", named.key, re.IGNORECASE):
        return False
    is_said = named.is_quoted or is_configuration
    if patterns.OWNED.search(named.key) and is_said:
        return True
    if has_call:
        # A bare `deployment: web` may be any deployment.
        is_bare_deployment = not named.is_quoted and "deployment" in named.key.lower()
        return is_said and not is_bare_deployment and name not in ("true", "false", "null", "None")
    # Elsewhere only what has the form of a catalogue's name: `model: str` and `model = load(x)` are code.
    return named.is_quoted and "/" in name and any(map(str.isdigit, name))
