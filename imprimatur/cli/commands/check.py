"""May this model be used for this? Exit code 0 for a permit, 1 for a denial."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from imprimatur.cli.asking import ask
from imprimatur.cli.output import print_decision, print_json
from imprimatur.cli.settings import add_question_options, add_server_options, make_link, make_question


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", help="provider/identifier, exactly as the catalogue spells it")
    add_question_options(parser)
    parser.add_argument("--at", help="a past instant (RFC 3339) to answer for, from history")
    add_server_options(parser)


def run(arguments: Namespace) -> int:
    """Ask and print."""
    answer = ask(make_link(arguments), make_question(arguments, arguments.model))
    if arguments.json:
        print_json(answer)
    else:
        print_decision(arguments.model, answer)
    return 0 if answer["decision"] == "permit" else 1
