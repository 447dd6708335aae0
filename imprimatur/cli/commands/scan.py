"""Find the models that code and configuration name, and ask about each. Exit code 1 when any is denied."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from imprimatur.cli.asking import ask_all
from imprimatur.cli.output import paint, print_json, print_table
from imprimatur.cli.scanning.files import Selection, select_files
from imprimatur.cli.scanning.finding import Finding, scan_file
from imprimatur.cli.scanning.sarif import make_sarif
from imprimatur.cli.settings import (
    WrongUsage,
    add_question_options,
    add_server_options,
    make_link,
    make_question,
)

Judged = tuple[Finding, dict[str, Any] | None]


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "paths", nargs="*", type=Path, default=[Path()], help="files or folders (default: here)"
    )
    parser.add_argument("--list", action="store_true", dest="only_list", help="find, and ask nobody")
    parser.add_argument(
        "--format", choices=("table", "json", "sarif"), help="default: table; json is what --json prints"
    )
    add_question_options(parser)
    add_server_options(parser)


def run(arguments: Namespace) -> int:
    """Scan, ask about each model once, print."""
    form = arguments.format or ("json" if arguments.json else "table")
    if arguments.json and form != "json":
        raise WrongUsage("Give --json or --format, not both.")
    try:
        selection = select_files(arguments.paths)
    except FileNotFoundError as fault:
        raise WrongUsage(str(fault)) from None
    scans = [scan_file(path) for path in selection.files]
    findings = [finding for scan in scans for finding in scan.findings]
    ignored = sum(scan.ignored for scan in scans)
    answers = {} if arguments.only_list else ask_about(arguments, findings)
    judged: list[Judged] = [(each, answers.get(each.model)) for each in findings]
    if form == "json":
        counts = {"files": len(scans), "too_large": [each.as_posix() for each in selection.too_large]}
        print_json({**counts, "ignored": ignored, "findings": [describe(*each) for each in judged]})
    elif form == "sarif":
        print_json(make_sarif(judged))
    else:
        print_findings(judged, selection, ignored, arguments.only_list)
    return (
        1 if any(answer is not None and answer["decision"] != "permit" for _finding, answer in judged) else 0
    )


def ask_about(arguments: Namespace, findings: Sequence[Finding]) -> dict[str, dict[str, Any]]:
    """Return the answer for each model that was found; the server is not asked when none was."""
    models = sorted({finding.model for finding in findings if finding.model})
    if not models:
        return {}
    questions = [make_question(arguments, model) for model in models]
    return dict(zip(models, ask_all(make_link(arguments), questions), strict=True))


def describe(finding: Finding, answer: dict[str, Any] | None) -> dict[str, Any]:
    """Return a finding and its answer as JSON-able data."""
    return {
        "path": finding.path.as_posix(),
        "line": finding.line,
        "column": finding.column,
        "text": finding.text,
        "model": finding.model or None,
        "provider": finding.provider or None,
        "answer": answer,
    }


def print_findings(judged: Sequence[Judged], selection: Selection, ignored: int, only_list: bool) -> None:
    """Print a line for each finding, and what it comes to."""
    rows, colours = [], []
    for finding, answer in judged:
        word, why, colour = "", "", ""
        if answer is not None:
            permitted = answer["decision"] == "permit"
            word, colour = ("permit", "green") if permitted else ("deny", "red")
            instead = ", ".join(each["id"] for each in answer["alternatives"])
            codes = ", ".join(reason["code"] for reason in answer["reasons"])
            why = "" if permitted else codes + (f"; instead: {instead}" if instead else "")
        elif not finding.model:
            word, why, colour = "note", f"calls {finding.provider} and names no model", "yellow"
        rows.append((f"{finding.path}:{finding.line}", word, finding.model or finding.text, why))
        colours.append(colour)
    if rows:
        print_table(("where", "answer", "model", "why"), rows, colours)
    denied = sum(row[1] == "deny" for row in rows)
    named = len({finding.model for finding, _answer in judged if finding.model})
    told = f"{len(selection.files)} files, {named} models"
    if ignored:
        told += f", {ignored} lines left alone on their word"
    if selection.too_large:
        told += f", {len(selection.too_large)} files too large to be looked at"
    verdict = "" if only_list else paint(f", {denied} places denied", "red" if denied else "green")
    print(told + verdict)
