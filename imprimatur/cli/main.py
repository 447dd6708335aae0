"""The command line. Exit codes: 0 done and permitted, 1 denied, refused or failed, 2 wrong usage."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from imprimatur.cli import commands
from imprimatur.cli.output import clean, paint
from imprimatur.cli.settings import WrongUsage
from imprimatur.link import Refused, Unreachable

COMMANDS = tuple(sorted(module.name for module in pkgutil.iter_modules(commands.__path__)))
KEY_OPTION = "--public-key"
A_KEY = re.compile(r"[\w-]{43}=?", re.ASCII)
EPILOG = """\
The server is named by IMPRIMATUR_URL and the key by IMPRIMATUR_KEY, which is never an option. What is usually asked can
stand in .imprimatur.toml. Exit codes: 0 done and permitted, 1 denied, refused or failed, 2 wrong usage."""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser with every command."""
    parser = argparse.ArgumentParser(
        prog="imprimatur",
        description="Ask which AI may be used, for what, with which data, where.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    listed = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = importlib.import_module(f"imprimatur.cli.commands.{name}")
        text = module.__doc__ or ""
        command = listed.add_parser(name, help=text.splitlines()[0], description=text)
        module.add_options(command)
        command.set_defaults(run=module.run)
    return parser


def tie_keys(words: Sequence[str]) -> list[str]:
    """Return the words with each key tied to its option: one key in 64 begins with a dash, as an option does."""
    tied: list[str] = []
    for word in words:
        if tied and tied[-1] == KEY_OPTION and A_KEY.fullmatch(word):
            tied[-1] = f"{KEY_OPTION}={word}"
        else:
            tied.append(word)
    return tied


def main(given: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; faults are one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A name that the terminal cannot show is no reason to stop.
            stream.reconfigure(errors="backslashreplace")
    arguments = make_parser().parse_args(tie_keys(sys.argv[1:] if given is None else given))
    try:
        code: int = arguments.run(arguments)
    except WrongUsage as fault:
        say(str(fault))
        return 2
    except Refused as refusal:
        say(refusal.describe())
        return 1
    except (Unreachable, OSError) as fault:
        say(str(fault))
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 1
    return code


def say(text: str) -> None:
    """Print a fault on stderr."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    print(f"{paint('imprimatur:', 'red', sys.stderr)} {lines}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
