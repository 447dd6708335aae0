"""`DATA_DIR/demo.json`: who can sign in with which password, the API keys, and three questions for the gate."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from governance.accounts.enums import KeyScope
from governance.accounts.models import ApiKey, User
from governance.accounts.services import issue_api_key, revoke_api_key
from registry.demo.approvals import PERMITTED
from registry.demo.people import PEOPLE, PROGRAMS, program_email

KEY_DAYS = 365
KEY_MARK = "(demo)"
# Easy to read aloud and to type: no letter that looks like a digit.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
REQUEST_SCOPES = (
    KeyScope.DECISIONS_ASK, KeyScope.REGISTRY_READ, KeyScope.APPROVALS_READ, KeyScope.APPROVALS_REQUEST,
)  # fmt: skip


def make_password() -> str:
    """Return twenty random characters in groups: about 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def issue_keys(*, actor: User, people: dict[str, User]) -> dict[str, str]:
    """Issue the demo's API keys and return their secrets, which are stored nowhere else."""
    ends = timezone.now() + timedelta(days=KEY_DAYS)
    issued = {}
    for program in PROGRAMS:
        owner = User.objects.get(email=program_email(program))
        _key, issued[program.key] = issue_api_key(
            actor=actor,
            owner=owner,
            name=f"{program.name} {KEY_MARK}",
            scopes=program.scopes,
            expires_at=ends,
        )
    _key, issued["request"] = issue_api_key(
        actor=actor,
        owner=people["eve"],
        name=f"Eve's scripts {KEY_MARK}",
        scopes=REQUEST_SCOPES,
        expires_at=ends,
    )
    return issued


def revoke_keys(*, actor: User) -> None:
    """Revoke the keys of an earlier issue."""
    for key in ApiKey.objects.filter(name__endswith=KEY_MARK, revoked_at__isnull=True):
        revoke_api_key(actor=actor, key=key, reason="The file that held it was lost.")


def make_questions() -> dict[str, dict[str, Any]]:
    """Return one question that is permitted, and two that differ from it in one word and are denied."""

    def ask(model: str = PERMITTED, region: str = "aws:eu-west-1") -> dict[str, Any]:
        return {
            "subject": {"type": "team", "id": "support"},
            "action": {"name": "use", "properties": {"use_case": "ticket-summaries", "phase": 1}},
            "resource": {"type": "model", "id": model},
            "context": {"data_classes": ["internal"], "region": region, "environment": "production"},
        }

    return {
        "permit": ask(),
        "deny_alias": ask(model="openai/gpt-4o"),
        "deny_region": ask(region="aws:us-east-1"),
    }


def make_summary(url: str, passwords: dict[str, str], keys: dict[str, str]) -> dict[str, Any]:
    """Return what the file holds."""
    users = [{"role": each.title, "email": each.email, "password": passwords[each.email]} for each in PEOPLE]
    return {"url": url, "users": users, "api_keys": keys, "questions": make_questions()}


def write_summary(path: Path, summary: dict[str, Any]) -> None:
    """Write the file in one step, readable by its owner alone from its first byte on."""
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=".demo-", suffix=".json"
    )  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(summary, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_summary(path: Path) -> dict[str, Any] | None:
    """Return what the file holds, or None when there is none that can be read."""
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return summary if isinstance(summary, dict) and "users" in summary else None
