"""LiteLLM's own files give the known numbers. `CATALOGUE_DIR` names the folder with the reader's copies of them."""

from collections import Counter

import pytest

from registry.ai_models.importers.detect import open_catalogue
from registry.ai_models.importers.records import CatalogueRecord, SkippedRow
from registry.ai_models.naming import find_collisions
from registry.ai_models.reconciliation import CatalogueFacts, reconcile


def items_of(path):
    with path.open("rb") as source:
        return list(open_catalogue(source).items)


def facts_of(items):
    return {item.catalogue_id: CatalogueFacts.of(item) for item in items if isinstance(item, CatalogueRecord)}


def counts(report):
    return {name: count for name, count in report.to_dict().items() if name != "details"}


@pytest.mark.parametrize(("version", "models", "dates"), [("1.60.2", 772, 30), ("1.75.0", 1256, 53)])
def test_models_and_deprecation_dates(genuine_file, version, models, dates):
    items = items_of(genuine_file(version))
    records = [item for item in items if isinstance(item, CatalogueRecord)]
    skipped = [item.row for item in items if isinstance(item, SkippedRow)]
    assert (len(records), sum(record.deprecation_date is not None for record in records)) == (models, dates)
    assert len({record.catalogue_id for record in records}) == models
    assert skipped == ["sample_spec"]
    assert len(items) == models + 1


def test_the_newer_file_over_the_older_one(genuine_file):
    older, newer = items_of(genuine_file("1.60.2")), items_of(genuine_file("1.75.0"))
    report = reconcile(facts_of(older), newer, format="litellm")
    assert counts(report) == {
        "format": "litellm",
        "models": 1256,
        "added": 497,
        "removed": 13,
        "newly_deprecated": 14,
        "changed": 478,
        "skipped": 1,
        "errors": 0,
    }
    assert report.unchanged == 281
    assert report.collisions == []
    again = reconcile(facts_of(newer), newer, format="litellm")
    assert (again.unchanged, again.added, again.removed, again.changed) == (1256, [], [], {})


@pytest.mark.parametrize("version", ["1.60.2", "1.75.0"])
def test_no_genuine_names_look_alike(genuine_file, version):
    records = [item for item in items_of(genuine_file(version)) if isinstance(item, CatalogueRecord)]
    assert find_collisions(record.catalogue_id for record in records) == []


@pytest.mark.parametrize(
    ("version", "kinds"),
    [("1.60.2", {"dated_snapshot": 259, "none": 513}), ("1.75.0", {"dated_snapshot": 425, "none": 831})],
)
def test_how_many_names_are_pinned(genuine_file, version, kinds):
    records = [item for item in items_of(genuine_file(version)) if isinstance(item, CatalogueRecord)]
    assert Counter(record.pin_kind for record in records) == kinds


@pytest.mark.parametrize("version", ["1.60.2", "1.75.0"])
def test_every_pinned_name_holds_its_pin_and_every_family_is_floating_or_numbered(genuine_file, version):
    records = [item for item in items_of(genuine_file(version)) if isinstance(item, CatalogueRecord)]
    pinned = [record for record in records if record.pin_kind != "none"]
    assert [record.catalogue_id for record in pinned if record.pin_value not in record.identifier] == []
    assert [record.catalogue_id for record in pinned if record.pin_value in record.family] == []
    assert [record.catalogue_id for record in records if not record.family] == []
