"""What a scan found as SARIF 2.1.0 (OASIS), for code hosts and dashboards."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from imprimatur.cli.scanning.finding import Finding
from imprimatur.codes import CODES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
UNNAMED = "scan.unnamed_model"
NAMED = "scan.named_model"
_MEANINGS = {
    UNNAMED: "A provider is called and no model is named.",
    NAMED: "A model is named; nobody was asked about it.",
}


def make_sarif(judged: Sequence[tuple[Finding, dict[str, Any] | None]]) -> dict[str, Any]:
    """Return the document: an error for each denial, a note for what could not be or was not asked about."""
    results = [_make_result(finding, answer) for finding, answer in judged if _is_told(finding, answer)]
    used = sorted({result["ruleId"] for result in results})
    driver = {"name": "imprimatur", "rules": [_make_rule(code) for code in used]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _is_told(finding: Finding, answer: dict[str, Any] | None) -> bool:
    return not finding.model or answer is None or answer["decision"] != "permit"


def _make_rule(code: str) -> dict[str, Any]:
    # A server that is newer may give a reason that this library does not know yet.
    meaning = CODES[code].meaning if code in CODES else _MEANINGS.get(code, code)
    return {"id": code, "shortDescription": {"text": meaning}}


def _make_result(finding: Finding, answer: dict[str, Any] | None) -> dict[str, Any]:
    denial = answer if finding.model else None
    reasons = denial["reasons"] if denial is not None else []
    unasked = NAMED if finding.model else UNNAMED
    text = " ".join(reason["message"] for reason in reasons) or _MEANINGS[unasked]
    instead = [each["id"] for each in denial["alternatives"]] if denial is not None else []
    if instead:
        text += f" Permitted instead: {', '.join(instead)}."
    return {
        "ruleId": reasons[0]["code"] if reasons else unasked,
        "level": "error" if denial is not None else "note",
        "message": {"text": f"{finding.model or finding.provider}: {text}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": to_uri(finding.path)},
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                }
            }
        ],
    }


def to_uri(path: Path) -> str:
    """Return a path as a SARIF address (RFC 3986): relative to where the scan began when it lies there."""
    try:
        return quote(os.fsencode(path.resolve().relative_to(Path.cwd().resolve()).as_posix()))
    except ValueError:
        return path.resolve().as_uri()
