"""Asking the decisions endpoint as a program does: raw bytes and a key."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

URL = "/api/v1/decisions"


def ask(secret: str, body: Any) -> Any:
    """Return the response to a body, sent as it is when it is bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().generic(
        "POST", URL, raw, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
