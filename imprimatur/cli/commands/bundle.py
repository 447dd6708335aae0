"""Fetch a signed bundle, verify one that lies in a file without trusting the server, or show what is in it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imprimatur.bundle import (
    InvalidBundle,
    Statement,
    decode,
    key_id_of,
    open_body,
    read_body,
    verify_statement,
)
from imprimatur.cli.output import paint, print_json
from imprimatur.cli.settings import WrongUsage, add_server_options, make_link
from imprimatur.client import BUNDLE
from imprimatur.instants import format_instant

SUFFIX = ".statement.json"


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    acts = parser.add_subparsers(dest="act", required=True)
    pull = acts.add_parser("pull", help="write a bundle and, beside it, its signed statement")
    pull.add_argument("file", type=Path)
    add_server_options(pull)
    verify = acts.add_parser("verify", help="check signature, digest and time of a bundle in a file")
    verify.add_argument("file", type=Path)
    verify.add_argument(
        "--public-key", action="append", required=True, help="Ed25519, base64url; from a source you trust"
    )
    verify.add_argument("--allow-stale", action="store_true", help="accept a statement whose time is over")
    verify.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    show = acts.add_parser("show", help="print the facts of a bundle in a file, unverified, as plain JSON")
    show.add_argument("file", type=Path)


def run(arguments: Namespace) -> int:
    """Pull, verify or show."""
    return {"pull": pull, "verify": verify, "show": show}[arguments.act](arguments)


def pull(arguments: Namespace) -> int:
    """Write what the server gives, unverified: that is the next command's work."""
    answer = make_link(arguments).get(BUNDLE)
    signed = {name: answer.headers.get(f"imprimatur-{name}", "") for name in ("statement", "signature")}
    arguments.file.write_bytes(answer.body)
    beside(arguments.file).write_text(json.dumps(signed, indent=2) + "\n", encoding="utf-8")
    if arguments.json:
        print_json({"file": str(arguments.file), "size": len(answer.body)})
    else:
        print(f"{arguments.file} ({len(answer.body):,} bytes) and {beside(arguments.file).name}")
    return 0


def verify(arguments: Namespace) -> int:
    """Say whether the file is what a trusted key signed; exit code 1 when it is not."""
    try:
        body, signed = arguments.file.read_bytes(), read_signed(beside(arguments.file))
    except OSError as fault:
        raise WrongUsage(str(fault)) from None
    try:
        statement = verify_file(body, signed, arguments.public_key)
        is_stale = datetime.now(UTC) >= statement.valid_until
        if is_stale and not arguments.allow_stale:
            raise InvalidBundle(f"out of date since {format_instant(statement.valid_until)}")
    except InvalidBundle as fault:
        if arguments.json:
            print_json({"valid": False, "fault": str(fault)})
        else:
            print(f"{paint('invalid', 'red')}  {fault}")
        return 1
    said = {
        "valid": True,
        "issuer": statement.issuer,
        "revision": statement.revision,
        "valid_until": format_instant(statement.valid_until),
        "key_id": statement.key_id,
        "size": statement.size,
    }
    if arguments.json:
        print_json(said)
    else:
        print(f"{paint('valid', 'green')}  revision {statement.revision}, issued by {statement.issuer}")
        print(f"  until {said['valid_until']}, signed with {statement.key_id}")
    return 0


def show(arguments: Namespace) -> int:
    """Print one object for each fact; exit code 1 for a file that is no bundle."""
    try:
        print_json(read_body(arguments.file.read_bytes()).to_dict())
    except OSError as fault:
        raise WrongUsage(str(fault)) from None
    except InvalidBundle as fault:
        print(f"{paint('invalid', 'red')}  {fault}", file=sys.stderr)
        return 1
    return 0


def verify_file(body: bytes, signed: dict[str, Any], public_keys: list[str]) -> Statement:
    """Return the statement of a body that a trusted key signed. Raises InvalidBundle."""
    keys = {key_id_of(each): each for each in map(decode, public_keys)}
    raw, signature = (decode(str(signed.get(name, ""))) for name in ("statement", "signature"))
    statement = verify_statement(raw, signature, keys)
    open_body(body, statement)
    return statement


def read_signed(path: Path) -> dict[str, Any]:
    """Return statement and signature of a file beside a bundle; empty when it holds neither."""
    try:
        signed = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        return {}
    return signed if isinstance(signed, dict) else {}


def beside(path: Path) -> Path:
    """Return where the statement of a bundle lies."""
    return path.with_name(path.name + SUFFIX)
