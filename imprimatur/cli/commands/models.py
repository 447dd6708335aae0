"""Which models does the registry know? Only approved ones unless --lifecycle says otherwise."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from imprimatur.cli.asking import NOT_OURS
from imprimatur.cli.output import print_json, print_table
from imprimatur.cli.settings import add_server_options, make_link
from imprimatur.link import Link, Unreachable

COLUMNS = {"catalogue_id", "lifecycle", "deprecation_date"}
STATES = ("approved", "proposed", "in_review", "deprecated", "suspended", "retired", "revoked")


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--lifecycle", action="append", choices=STATES, help="may be given several times")
    add_server_options(parser)


def run(arguments: Namespace) -> int:
    """Read every page and print a table."""
    models = sorted(list_models(make_link(arguments), arguments.lifecycle or ["approved"]), key=_name)
    if arguments.json:
        print_json(models)
        return 0
    rows = [(each["catalogue_id"], each["lifecycle"], each["deprecation_date"] or "") for each in models]
    print_table(("model", "state", "deprecated on"), rows)
    return 0


def _name(model: dict[str, Any]) -> str:
    return str(model["catalogue_id"])


def list_models(link: Link, states: list[str]) -> list[dict[str, Any]]:
    """Return every model in one of the states. Raises Unreachable and Refused."""
    query = urlencode({"lifecycle": states, "limit": 200}, doseq=True)
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    while query not in seen:
        seen.add(query)
        page = link.get(f"/api/v1/models?{query}").json()
        rows = page.get("results") if isinstance(page, dict) else None
        if not isinstance(rows, list) or not all(
            isinstance(row, dict) and row.keys() >= COLUMNS for row in rows
        ):
            raise Unreachable(NOT_OURS)
        found += rows
        following = page.get("next")
        if not following:
            return found
        # The address of the next page names the server as it knows itself; only its query is followed.
        query = urlencode(parse_qs(urlsplit(str(following)).query), doseq=True)
    raise Unreachable(NOT_OURS)
