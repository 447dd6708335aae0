"""What a scan found as SARIF 2.1.0 (OASIS), for code hosts and dashboards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from imprimatur.cli.scanning.finding import Finding
from imprimatur.codes import CODES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
UNNAMED = "scan.unnamed_model"


def make_sarif(judged: Sequence[tuple[Finding, dict[str, Any] | None]]) -> dict[str, Any]:
    """Return the document: an error for each denial, a note for each call that names no model."""
    results = [_make_result(finding, answer) for finding, answer in judged if _is_told(finding, answer)]
    used = sorted({result["ruleId"] for result in results})
    driver = {"name": "imprimatur", "rules": [_make_rule(code) for code in used]}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _is_told(finding: Finding, answer: dict[str, Any] | None) -> bool:
    return not finding.model or (answer is not None and answer["decision"] != "permit")


def _make_rule(code: str) -> dict[str, Any]:
    meaning = CODES[code].meaning if code in CODES else "A provider is called and no model is named."
    return {"id": code, "shortDescription": {"text": meaning}}


def _make_result(finding: Finding, answer: dict[str, Any] | None) -> dict[str, Any]:
    reasons = answer["reasons"] if answer is not None and finding.model else []
    text = " ".join(reason["message"] for reason in reasons) or f"{finding.text} names no model."
    instead = [each["id"] for each in answer["alternatives"]] if answer is not None else []
    if instead:
        text += f" Permitted instead: {', '.join(instead)}."
    return {
        "ruleId": reasons[0]["code"] if reasons else UNNAMED,
        "level": "error" if reasons else "note",
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
    """Return a path as a SARIF address: relative to where the scan began when it lies there."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.resolve().as_uri()
