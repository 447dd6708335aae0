"""`ls` is the product: one folder per business noun, files of one reading, names that carry meaning."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.meta.layers import list_declared_slices
from tests.meta.sources import APPS, LINES_TO_FAIL_AT, count_lines, list_files, list_python_files, list_slices

MEANINGLESS_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "data"}


def test_no_python_file_is_longer_than_two_readings() -> None:
    """A file aims at 150 lines and is split at 300; 500 is the end."""
    assert [str(path) for path in list_python_files() if count_lines(path) > LINES_TO_FAIL_AT] == []


def find_meaningless_names(paths: list[Path]) -> list[str]:
    """Modules and folders whose name says nothing about what they hold."""
    return sorted(str(path) for path in paths if {path.stem, *path.parent.parts} & MEANINGLESS_NAMES)


def test_no_module_has_a_meaningless_name() -> None:
    """A module is named for what it holds."""
    assert find_meaningless_names(list_python_files()) == []


def test_a_meaningless_name_is_found() -> None:
    """The rule sees folders as well as files."""
    paths = [
        Path("registry/agents/utils.py"),
        Path("vendors/common/rules.py"),
        Path("registry/agents/rules.py"),
    ]
    assert find_meaningless_names(paths) == ["registry/agents/utils.py", "vendors/common/rules.py"]


@pytest.mark.parametrize("app", APPS)
def test_every_slice_is_listed_in_the_import_contract(app: str) -> None:
    """A slice outside the contract would be bound by no direction."""
    assert sorted(list_slices(app) - list_declared_slices(app)) == []


@pytest.mark.parametrize("app", APPS)
def test_every_slice_is_a_package(app: str) -> None:
    """Without an `__init__.py` a folder is a namespace package, which import-linter does not see."""
    files = set(list_files())
    packages = {path.parent for path in files if path.suffix == ".py" and path.parts[0] == app}
    assert sorted(str(folder) for folder in packages if folder / "__init__.py" not in files) == []
