"""What a person needs to know after `make run`: who can sign in, and one line to paste into a terminal."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

DECISION_KEYS = ("decide", "decisions", "read")


def format_logins(users: list[dict[str, str]]) -> list[str]:
    """One line a person: role, address, password."""
    width = max((len(user["role"]) for user in users), default=0)
    mail = max((len(user["email"]) for user in users), default=0)
    return [f"  {user['role']:<{width}}  {user['email']:<{mail}}  {user['password']}" for user in users]


def format_question(url: str, key: str, question: dict[str, Any]) -> str:
    """A curl line that asks the decision endpoint one question."""
    body = json.dumps(question, separators=(",", ":"))
    parts = ["curl", "-s", f"{url}api/v1/decisions", "-H", f"Authorization: Bearer {key}"]
    return shlex.join([*parts, "-H", "Content-Type: application/json", "-d", body])


def read_summary(path: Path, url: str) -> str:
    """Return the lines to print, from the file that `load_demo` wrote (see docs: it holds secrets, mode 0600)."""
    demo = json.loads(path.read_text())
    keys: dict[str, str] = demo["api_keys"]
    key = next((keys[name] for name in DECISION_KEYS if name in keys), next(iter(keys.values())))
    lines = ["", "Sign in as:", *format_logins(demo["users"]), "", "Ask whether a model may be used:"]
    lines += ["  " + format_question(url, key, demo["questions"]["permit"]), ""]
    return "\n".join(lines)
