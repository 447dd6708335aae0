"""Which outside services this run has, and what a test says that must be skipped without one."""

from __future__ import annotations

import os
import shutil


def find_chromium() -> str | None:
    """Return the browser to drive: CHROMIUM from the environment, or the first one on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def list_missing_services() -> dict[str, str]:
    """Map each marker whose service is not there to the reason a skipped test gives."""
    missing = {}
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        missing["postgres"] = "no PostgreSQL: set DATABASE_URL=postgres://..."
    if not os.environ.get("BROKER_URL", "").startswith("redis"):
        missing["redis"] = "no Redis: set BROKER_URL=redis://..."
    if find_chromium() is None:
        missing["browser"] = "no browser: install Debian's chromium, or set CHROMIUM to one"
    if os.environ.get("LITELLM_PROXY") != "1" and not os.environ.get("LITELLM_BIN"):
        missing["proxy"] = "no LiteLLM: LITELLM_PROXY=1 installs its proxy beside, which takes a minute"
    if os.environ.get("EVERY_PAGE") != "1":
        missing["every_page"] = "takes two minutes: make test-browser looks at every page of the demo"
    return missing
