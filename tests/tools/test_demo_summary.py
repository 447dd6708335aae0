"""What `make run` prints can be pasted into a terminal."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tools.demo_summary import read_summary

USERS = [
    {"role": "Governance officer", "email": "olga@example.com", "password": "one"},
    {"role": "Approver", "email": "ben@example.com", "password": "two"},
]
QUESTION = {"subject": {"type": "team", "id": "support"}, "context": {"note": "it's quoted"}}


def write_demo(folder: Path, keys: dict[str, str]) -> Path:
    """A demo.json with the given API keys."""
    path = folder / "demo.json"
    path.write_text(json.dumps({"users": USERS, "api_keys": keys, "questions": {"permit": QUESTION}}))
    return path


def test_summary_lists_logins_in_columns(tmp_path: Path) -> None:
    """Role, address and password, one person a line."""
    lines = read_summary(write_demo(tmp_path, {"read": "key"}), "http://127.0.0.1:8000/").splitlines()
    assert lines[1:4] == [
        "Sign in as:",
        "  Governance officer  olga@example.com  one",
        "  Approver            ben@example.com   two",
    ]


@pytest.mark.parametrize(
    ("keys", "used"),
    [
        ({"read": "r", "decide": "d"}, "d"),
        ({"write": "w", "read": "r"}, "r"),
        ({"other": "o"}, "o"),
    ],
)
def test_curl_line_asks_with_the_narrowest_key(tmp_path: Path, keys: dict[str, str], used: str) -> None:
    """The line survives a shell, quotes in the question included."""
    lines = read_summary(write_demo(tmp_path, keys), "http://127.0.0.1:8000/").splitlines()
    words = shlex.split(next(line for line in lines if line.startswith("  curl ")))
    assert words[:4] == ["curl", "-s", "http://127.0.0.1:8000/api/v1/decisions", "-H"]
    assert words[4] == f"Authorization: Bearer {used}"
    assert json.loads(words[-1]) == QUESTION
