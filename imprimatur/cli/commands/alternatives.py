"""Which approved models would be permitted instead? Exit code 0 when there are any, 1 when there are none."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from imprimatur.cli.asking import ask
from imprimatur.cli.output import clean, print_json
from imprimatur.cli.settings import add_question_options, add_server_options, make_link, make_question


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", help="provider/identifier of what you would have used")
    add_question_options(parser)
    add_server_options(parser)


def run(arguments: Namespace) -> int:
    """Ask and print one id a line; a permitted model is its own alternative."""
    answer = ask(make_link(arguments), make_question(arguments, arguments.model))
    itself = [{"type": "model", "id": arguments.model, "label": arguments.model}]
    found = itself if answer["decision"] == "permit" else answer["alternatives"]
    if arguments.json:
        print_json({"model": arguments.model, "decision": answer["decision"], "alternatives": found})
    else:
        print("\n".join(clean(each["id"]) for each in found) or "No approved model is permitted for this.")
    return 0 if found else 1
