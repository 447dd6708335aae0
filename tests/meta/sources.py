"""What the meta-tests read: the files of the repository, as git knows them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("governance", "vendors", "registry")
LINES_TO_SPLIT_AT = 300
LINES_TO_FAIL_AT = 500


@cache
def list_files() -> tuple[Path, ...]:
    """Every file that is tracked or would be, relative to the root; all files outside .venv when there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = {Path(name) for name in listed.stdout.split("\0") if name}
    else:
        found = {path.relative_to(ROOT) for path in ROOT.rglob("*") if ".venv" not in path.parts}
    return tuple(sorted(path for path in found if (ROOT / path).is_file()))


def list_python_files() -> list[Path]:
    """Every Python file that a person wrote, which migrations are not."""
    return [path for path in list_files() if path.suffix == ".py" and "migrations" not in path.parts]


def read_text(path: Path) -> str | None:
    """Return a file's text, or None for a binary file."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def count_lines(path: Path) -> int:
    """How many lines a file has."""
    return (ROOT / path).read_bytes().count(b"\n")


def list_slices(app: str) -> set[str]:
    """The slices of an app: its folders that hold Python and are not Django's own."""
    folders = {
        path.parts[1]
        for path in list_files()
        if path.suffix == ".py" and path.parts[0] == app and len(path.parts) > 2
    }
    return folders - {"settings", "management", "migrations", "templatetags"}
