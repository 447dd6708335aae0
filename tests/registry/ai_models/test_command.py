"""manage.py import_catalogue: one JSON document on stdout, messages on stderr, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.ai_models.models import CatalogueImport, ModelVersion
from tests.registry.ai_models.catalogues import make_row

pytestmark = pytest.mark.django_db
CONTRACT = ("format", "models", "added", "removed", "newly_deprecated", "changed", "skipped", "errors")


def write(folder: Path, rows: dict[str, Any]) -> Path:
    path = folder / "prices.json"
    path.write_text(json.dumps(rows))
    return path


def run(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_catalogue", str(path), "--json", *options, stdout=out)
    document: dict[str, Any] = json.loads(out.getvalue())
    return {name: document[name] for name in CONTRACT}


def test_a_dry_run_and_an_import_print_the_same_counts(tmp_path: Path) -> None:
    path = write(tmp_path, {"sample_spec": {}, "gpt-4o": make_row()})
    expected = {**dict.fromkeys(CONTRACT, 0), "format": "litellm", "models": 1, "added": 1, "skipped": 1}
    assert (run(path, "--dry-run"), ModelVersion.objects.count()) == (expected, 0)
    assert (run(path), ModelVersion.objects.count()) == (expected, 1)
    assert run(path) == {**expected, "added": 0}


def test_it_acts_as_the_named_system_actor(tmp_path: Path) -> None:
    run(write(tmp_path, {"gpt-4o": make_row()}))
    assert CatalogueImport.objects.get().requested_by.email == "catalogue-import@system.invalid"


def test_a_bad_row_is_named_on_stderr_and_the_report_still_printed(tmp_path: Path) -> None:
    out = StringIO()
    path = write(tmp_path, {"gpt-4o": make_row(), "gpt-x": make_row(mode=7)})
    with pytest.raises(CommandError, match="gpt-x: mode is not text") as refusal:
        call_command("import_catalogue", str(path), "--json", stdout=out)
    assert refusal.value.returncode == 1
    assert (json.loads(out.getvalue())["errors"], ModelVersion.objects.count()) == (1, 0)


def test_a_missing_file_is_refused_and_prints_nothing(tmp_path: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_catalogue", str(tmp_path / "none.json"), "--json", stdout=out)
    assert out.getvalue() == ""
