"""Typed readers for environment variables.

A wrong value stops the process with a message that names the variable, what it held and what it should hold.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


def read_text(name: str, default: str) -> str:
    """Return the variable as text, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def read_flag(name: str, *, default: bool) -> bool:
    """Return the variable as a boolean; raise ImproperlyConfigured for any other word."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in TRUE_WORDS:
        return True
    if raw in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is not a yes or no. Use one of: true, false.")


def read_integer(name: str, default: int, *, low: int, high: int) -> int:
    """Return the variable as an integer within low..high, or raise ImproperlyConfigured."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from None
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name}={value} is out of range: {low} to {high}.")
    return value


def read_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return the variable when it is one of the choices, or raise ImproperlyConfigured."""
    value = os.environ.get(name, "").strip() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r} is not one of: {', '.join(choices)}.")
    return value


def read_list(name: str, default: list[str]) -> list[str]:
    """Return a comma-separated variable as a list of trimmed, non-empty items."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    return [item.strip() for item in raw.split(",") if item.strip()]


def read_secret_key(name: str, data_dir: Path, *, may_generate: bool) -> str:
    """Return the signing key from the environment, or from DATA_DIR where it is made once (mode 0600).

    Production refuses to start without one: a generated key would differ between machines.
    """
    value = os.environ.get(name, "")
    if value:
        if len(value) < 32:
            raise ImproperlyConfigured(f"{name} is shorter than 32 characters; use 50 random ones.")
        return value
    if not may_generate:
        raise ImproperlyConfigured(
            f"{name} is not set. Production needs a random key of 50 characters or more."
        )
    return (
        read_kept_secret(data_dir / "secret-key", lambda: secrets.token_urlsafe(50).encode()).decode().strip()
    )


def read_kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the content of a file; when there is none it is made, once whoever else tries, for its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(make())
    return path.read_bytes()
