"""Readers are pure: they import no Django, and of the server only what does neither."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import vendors.questionnaires.importers

FOLDER = Path(vendors.questionnaires.importers.__file__).parent
#: `opening` reads files and speaks to people, `export` writes them.
WITH_DJANGO = {"opening", "export"}
ALLOWED = ("vendors.questionnaires.", "governance.core.spreadsheet_cells")


def list_foreign_imports(source: str) -> list[str]:
    """What a module imports beyond the standard library and what readers may use."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found.append(f"{node.module}.{node.names[0].name}")
        elif isinstance(node, ast.Import):
            found.extend(alias.name for alias in node.names)
    names = [name for name in found if name.partition(".")[0] not in sys.stdlib_module_names]
    return [name for name in names if not name.startswith(ALLOWED)]


def test_readers_import_no_django() -> None:
    sources = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}
    assert "detect" in sources
    assert {
        name: foreign
        for name, source in sources.items()
        if name not in WITH_DJANGO and (foreign := list_foreign_imports(source))
    } == {}


def test_a_foreign_import_is_found() -> None:
    source = "import json\nfrom django.db import models\nfrom governance.core.workbooks import Sheet\n"
    assert list_foreign_imports(source) == ["django.db.models", "governance.core.workbooks.Sheet"]
