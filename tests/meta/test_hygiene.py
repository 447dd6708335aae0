"""What must never be committed: where packages come from here, and where this checkout lies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.meta.sources import list_files, read_text

# A tilde stands inside each word looked for, so that this file does not hold it.
FORBIDDEN = {
    what: re.compile(pattern.replace("~", ""))
    for what, pattern in {
        "a package registry's host": (
            r"files\.python~hosted\.org|py~pi\.org|registry\.npm~js\.org|deb\.deb~ian\.org|proxy\.go~lang\.org"
        ),
        "a path of one machine": r"(?<![\w.])(?:/wo~rk/|/ho~me/\w|/Us~ers/\w|/ro~ot/)",
    }.items()
}
VENDORED = Path("tests/browser/vendor")
NEVER_TRACKED = ("package-lock.json", "uv.lock", "node_modules", ".env", "demo.json", "secret-key")


def find_forbidden(text: str) -> list[str]:
    """What a text holds that a commit must not."""
    return [
        f"{what}: {found.group()}" for what, pattern in FORBIDDEN.items() for found in pattern.finditer(text)
    ]


def test_no_file_tells_where_it_was_made() -> None:
    """Every text file of the repository, but for what others wrote."""
    own = (path for path in list_files() if VENDORED not in path.parents)
    assert {str(path): found for path in own if (found := find_forbidden(read_text(path) or ""))} == {}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("index-url = https://py~pi.org/simple/", ["a package registry's host"]),
        ("cd /wo~rk/project", ["a path of one machine"]),
        ("open('/ro~ot/.config')", ["a path of one machine"]),
        ("docs/ho~me/page and ./wo~rk/x", []),
    ],
)
def test_forbidden_text_is_found(text: str, kinds: list[str]) -> None:
    """The patterns find what they are for and leave the rest."""
    assert [found.split(":")[0] for found in find_forbidden(text.replace("~", ""))] == kinds


def test_no_secret_or_address_list_is_tracked() -> None:
    """Lock files of other tools record addresses; keys and demo logins belong to one machine."""
    assert [str(path) for path in list_files() if set(path.parts) & set(NEVER_TRACKED)] == []
