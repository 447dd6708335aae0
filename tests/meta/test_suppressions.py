"""A suppressed warning says why."""

from __future__ import annotations

import re

import pytest

from tests.meta.sources import list_python_files, read_text

# Codes that explain themselves: an index module's imports, and a star import of settings.
SELF_EXPLANATORY = {"F401", "F403", "F405", "PLC0415", "E402"}
NOQA = re.compile(r"# noqa: ([A-Z0-9, ]+?)(?: - (.+))?$")
BARE = re.compile(r"# (?:noqa|type: ignore|nosec)\s*$")


def find_unexplained(line: str) -> bool:
    """Whether a line suppresses something without a code, or a rule that calls for a reason without one."""
    if BARE.search(line):
        return True
    found = NOQA.search(line)
    return bool(
        found
        and not found.group(2)
        and not set(found.group(1).replace(" ", "").split(",")) <= SELF_EXPLANATORY
    )


def test_every_suppression_carries_a_reason() -> None:
    """`# noqa: CODE - reason`, in all code that is not a test."""
    code = [path for path in list_python_files() if path.parts[0] != "tests"]
    unexplained = [
        f"{path}:{number}"
        for path in code
        for number, line in enumerate((read_text(path) or "").splitlines(), start=1)
        if find_unexplained(line)
    ]
    assert unexplained == []


@pytest.mark.parametrize(
    ("line", "unexplained"),
    [
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: S104", True),
        ("x = 1  # noqa: S104 - compared, not bound", False),
        ("from a import b  # noqa: F401", False),
        ("x = 1", False),
    ],
)
def test_unexplained_suppression_is_found(line: str, *, unexplained: bool) -> None:
    """The rule behind the test above."""
    assert find_unexplained(line) is unexplained
