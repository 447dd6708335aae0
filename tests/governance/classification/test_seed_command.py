"""The command says what it added, as a sentence or as one JSON document."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from governance.classification.models import Region
from governance.classification.reference import loader
from governance.classification.reference.tables import ReferenceDataError
from tests.cast import Cast


def run(**options: bool) -> str:
    out = io.StringIO()
    call_command("seed_reference", stdout=out, **options)
    return out.getvalue()


def test_json_is_one_document_with_what_was_added(cast: Cast) -> None:
    document = json.loads(run(json=True))
    assert (
        document["added"]["governance.region"] == len(loader.read_cloud_regions()) == Region.objects.count()
    )
    assert document["total"] == sum(document["added"].values())
    assert json.loads(run(json=True)) == {"added": {}, "total": 0}
    assert run() == "Nothing was missing.\n"
    row = Region.objects.first().history.get()
    assert (row.history_user.name, row.history_channel) == ("System: seed-reference", "command")


def test_a_broken_file_is_refused_with_its_place(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ReferenceDataError(loader.REFERENCE_FOLDER / "cloud_regions.csv", 7, "not a region")

    monkeypatch.setattr(loader, "read_cloud_regions", fail)
    with pytest.raises(CommandError, match=r"cloud_regions\.csv:7: not a region"):
        run()
    assert Region.objects.count() == 0
