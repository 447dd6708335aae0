"""Where the server is and what is usually asked: from the environment, a file of the project, and options."""

from __future__ import annotations

import os
import tomllib
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from imprimatur.link import Link

FILE = ".imprimatur.toml"
#: Options that make up a question, with the name that a settings file knows them by.
ASKED = ("team", "use_case", "phase", "data_classes", "region", "environment")


class WrongUsage(Exception):
    """What was given cannot be used; the message says what to do. Exit code 2."""


def add_server_options(parser: ArgumentParser) -> None:
    """Add the options that say which server is asked. The key is never an option: others could see it."""
    parser.add_argument("--url", help="address of the server (default: IMPRIMATUR_URL, or `url` in the file)")
    parser.add_argument("--config", metavar="FILE", help=f"settings file (default: {FILE} here or above)")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def add_question_options(parser: ArgumentParser) -> None:
    """Add the options that make up a question beside its model."""
    parser.add_argument("--team", help="key of the team that asks")
    parser.add_argument("--use-case", help="key of the use case")
    parser.add_argument("--phase", type=int, choices=(1, 2, 3, 4), help="rollout phase")
    parser.add_argument(
        "--data-class", action="append", dest="data_classes", help="may be given several times"
    )
    parser.add_argument("--region", help="where the data is processed, such as aws:eu-west-1")
    parser.add_argument("--environment", help="such as production")


def make_link(arguments: Namespace) -> Link:
    """Return the connection to the server; raise WrongUsage naming what is missing."""
    url = arguments.url or os.environ.get("IMPRIMATUR_URL") or read_file(arguments).get("url")
    key = os.environ.get("IMPRIMATUR_KEY")
    if not url:
        raise WrongUsage(f"Which server? Set IMPRIMATUR_URL, give --url, or write `url` into {FILE}.")
    if not key:
        raise WrongUsage("Set IMPRIMATUR_KEY to an API key with the scope decisions:ask.")
    try:
        return Link(str(url), key)
    except ValueError as fault:
        raise WrongUsage(str(fault)) from None


def make_question(arguments: Namespace, model: str) -> dict[str, Any]:
    """Return the question about a model, from options and the settings file; what neither says is not said."""
    kept = read_file(arguments).get("question", {})
    if not isinstance(kept, dict) or set(kept) - set(ASKED):
        raise WrongUsage(f"[question] in {FILE} knows: {', '.join(ASKED)}.")
    said = {name: getattr(arguments, name, None) or kept.get(name) for name in ASKED}
    if not said["team"]:
        raise WrongUsage(f"Which team asks? Give --team, or write `team` under [question] in {FILE}.")
    properties = {name: said[name] for name in ("use_case", "phase") if said[name] is not None}
    context = {
        name: said[name] for name in ("data_classes", "region", "environment") if said[name] is not None
    }
    question: dict[str, Any] = {
        "subject": {"type": "team", "id": said["team"]},
        "action": {"name": "use", "properties": properties},
        "resource": {"type": "model", "id": model},
        "context": context,
    }
    at = getattr(arguments, "at", None)
    return question if at is None else {**question, "at": at}


def read_file(arguments: Namespace) -> dict[str, Any]:
    """Return the settings file that was named, or the nearest one here or above; empty when there is none."""
    named = arguments.config
    path = Path(named) if named else find_file(Path.cwd())
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise WrongUsage(f"{path} cannot be read: {fault}") from None


def find_file(start: Path) -> Path | None:
    """Return the settings file of a folder or of the nearest one above it."""
    return next((each / FILE for each in (start, *start.parents) if (each / FILE).is_file()), None)
