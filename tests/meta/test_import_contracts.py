"""The import contracts are seen to break: a contract that nothing can break protects nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.sources import ROOT

SLICES = {
    "governance": ("core", "accounts", "approvals"),
    "vendors": ("directory", "agreements", "questionnaires"),
    "registry": ("ai_models", "agents", "decisions"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small project of empty slices under our contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for app, slices in {"imprimatur": (), **SLICES}.items():
        for folder in (tmp_path / app, *(tmp_path / app / name for name in slices)):
            folder.mkdir()
            (folder / "__init__.py").touch()
        if slices:
            for index in ("models", "admin", "tasks", "receivers"):
                (tmp_path / app / f"{index}.py").touch()
            (tmp_path / app / "apps.py").write_text(f"from {app} import receivers\n")
    return tmp_path


def list_broken(project: Path) -> list[str]:
    """Run the contracts and return the names of those that broke."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    lines = [line.strip() for line in done.stdout.splitlines()]
    broken = sorted(line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN"))
    kept = [line for line in lines if line.endswith(" KEPT")]
    assert len(broken) + len(kept) == 7, done.stdout + done.stderr
    return broken


def test_empty_slices_keep_every_contract(copy: Path) -> None:
    """The contracts hold before anything is seeded."""
    assert list_broken(copy) == []


@pytest.mark.parametrize(
    ("path", "line", "broken"),
    [
        ("vendors/directory/models.py", "import registry.agents", "Apps point one way"),
        ("governance/core/models.py", "import governance.accounts", "Apps point one way"),
        ("registry/ai_models/models.py", "import registry.agents", "Slices of registry point one way"),
        ("vendors/agreements/models.py", "import vendors.questionnaires", "Slices of vendors point one way"),
        (
            "registry/agents/models.py",
            "import registry.agents.services",
            "Files inside a slice point one way",
        ),
        ("registry/agents/selectors.py", "import registry.models", "Index modules are imported by nobody"),
        ("imprimatur/engine.py", "import django", "The library stands alone"),
        ("registry/gadgets/__init__.py", "", "Slices of registry point one way"),
        ("governance/gadgets/__init__.py", "", "Every slice of governance has its place"),
    ],
)
def test_seeded_import_breaks_its_contract(copy: Path, path: str, line: str, broken: str) -> None:
    """One wrong line, or one slice that is not listed, breaks the contract that forbids it."""
    (copy / "registry" / "agents" / "services.py").touch()
    seeded = copy / path
    seeded.parent.mkdir(exist_ok=True)
    seeded.write_text(line + "\n")
    assert broken in list_broken(copy)
