"""Which files are looked at: text that people write, and nothing that a tool has put there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

LARGEST = 1_048_576
_SUFFIXES = """
py pyi ipynb js jsx mjs cjs ts tsx java kt go rb rs cs php scala swift sh bash zsh ps1
yaml yml json jsonc json5 toml ini cfg conf env properties tf tfvars dockerfile
"""
_SKIPPED = """
.git .hg .svn node_modules .venv venv env __pycache__ .mypy_cache .pytest_cache .ruff_cache .tox
dist build target vendor .terraform .idea .next coverage site-packages
"""
SUFFIXES = frozenset(_SUFFIXES.split())
NAMES = frozenset({"dockerfile", "makefile", "procfile", ".env"})
SKIPPED = frozenset(_SKIPPED.split())
#: Made by tools, full of names that nobody chose.
MADE = ("package-lock.json", "pnpm-lock.yaml", "yarn.lock", "poetry.lock", "uv.lock", ".min.js", ".map")


class Selection(NamedTuple):
    """The files to look at, each once, in order, and those that are too large to be looked at."""

    files: list[Path]
    too_large: list[Path]


def select_files(paths: Iterable[Path]) -> Selection:
    """Return the files to look at. One that is named itself is looked at whatever it is called.

    Raises FileNotFoundError for a path that is neither a file nor a folder.
    """
    selection = Selection([], [])
    seen: set[Path] = set()
    for path in paths:
        if not path.is_file() and not path.is_dir():
            raise FileNotFoundError(f"{path} is not there")
        for each in [path] if path.is_file() else _walk(path):
            if each not in seen:
                seen.add(each)
                (selection.files if each.stat().st_size <= LARGEST else selection.too_large).append(each)
    return selection


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED and not (Path(place) / name / "pyvenv.cfg").exists()
        )
        for name in sorted(names):
            path = Path(place) / name
            if is_looked_at(path) and not path.is_symlink():
                yield path


def is_looked_at(path: Path) -> bool:
    """Say whether a file in a folder is of a kind that names models."""
    name = path.name.lower()
    if name.endswith(MADE):
        return False
    return (
        path.suffix.lower().removeprefix(".") in SUFFIXES
        or name in NAMES
        or name.startswith((".env.", "dockerfile."))
    )


def read_text(path: Path) -> str | None:
    """Return the text of a file, or None when it is none."""
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw[:8_192]:
        return None
    return raw.decode("utf-8-sig", errors="replace")
