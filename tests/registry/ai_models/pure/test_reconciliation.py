"""Comparing what is known with what a catalogue says: what is new, gone, changed, about to end."""

from datetime import date
from decimal import Decimal

import pytest

from registry.ai_models.importers.records import CatalogueRecord, FaultyRow, SkippedRow
from registry.ai_models.reconciliation import CatalogueFacts, FieldChange, reconcile


def record(catalogue_id, **facts):
    provider, _, identifier = catalogue_id.partition("/")
    named = {"family": identifier, "pin_kind": "none", "pin_value": "", "source_row": identifier, **facts}
    return CatalogueRecord(provider=provider, identifier=identifier, catalogue_id=catalogue_id, **named)


def known(*records):
    return {item.catalogue_id: CatalogueFacts.of(item) for item in records}


def test_a_first_import_adds_everything():
    report = reconcile({}, [record("a/x"), record("a/y"), SkippedRow("spec", "no model")], format="litellm")
    assert report.to_dict() == {
        "format": "litellm",
        "models": 2,
        "added": 2,
        "removed": 0,
        "newly_deprecated": 0,
        "changed": 0,
        "skipped": 1,
        "errors": 0,
        "details": {
            "unchanged": 0,
            "added": ["a/x", "a/y"],
            "removed": [],
            "newly_deprecated": [],
            "changed": {},
            "skipped": [{"row": "spec", "reason": "no model"}],
            "errors": [],
            "collisions": [],
        },
    }


def test_the_same_file_again_changes_nothing():
    items = [record("a/x", input_usd_per_million=Decimal("2.50")), record("a/y", capabilities=("vision",))]
    report = reconcile(known(*items), items, format="litellm")
    assert (report.models, report.unchanged) == (2, 2)
    assert (report.added, report.removed, report.changed, report.newly_deprecated) == ([], [], {}, [])


def test_what_the_file_no_longer_names_is_removed():
    report = reconcile(known(record("a/x"), record("a/y")), [record("a/y")], format="litellm")
    assert report.removed == ["a/x"]


def test_changes_are_given_field_by_field_as_json():
    old = record("a/x", input_usd_per_million=Decimal(5), capabilities=("vision",), mode="chat")
    new = record("a/x", input_usd_per_million=Decimal("2.5"), capabilities=("pdf", "vision"), mode="chat")
    report = reconcile(known(old), [new], format="litellm")
    assert report.changed == {
        "a/x": (
            FieldChange("input_usd_per_million", "5", "2.5"),
            FieldChange("capabilities", ["vision"], ["pdf", "vision"]),
        )
    }
    assert report.to_dict()["details"]["changed"] == {
        "a/x": {
            "input_usd_per_million": {"old": "5", "new": "2.5"},
            "capabilities": {"old": ["vision"], "new": ["pdf", "vision"]},
        }
    }


@pytest.mark.parametrize(
    ("old", "new", "is_newly_deprecated"),
    [
        ({}, {"deprecation_date": date(2026, 1, 1)}, True),
        ({"deprecation_date": date(2026, 6, 1)}, {"deprecation_date": date(2026, 1, 1)}, True),
        ({"deprecation_date": date(2026, 1, 1)}, {"deprecation_date": date(2026, 6, 1)}, False),
        ({"deprecation_date": date(2026, 1, 1)}, {}, False),
        ({"status": "beta"}, {"status": "deprecated"}, True),
        ({"status": "deprecated"}, {"status": "deprecated", "mode": "chat"}, False),
        ({"status": "deprecated"}, {"status": ""}, False),
    ],
)
def test_newly_deprecated_is_what_ends_now_or_sooner(old, new, is_newly_deprecated):
    report = reconcile(known(record("a/x", **old)), [record("a/x", **new)], format="litellm")
    assert report.newly_deprecated == (["a/x"] if is_newly_deprecated else [])
    assert list(report.changed) == ["a/x"]


def test_a_model_that_arrives_deprecated_is_merely_added():
    report = reconcile({}, [record("a/x", status="deprecated")], format="models_dev")
    assert (report.added, report.newly_deprecated) == (["a/x"], [])


def test_after_an_error_nothing_counts_as_removed():
    report = reconcile(known(record("a/x")), [FaultyRow("x", "The row is not an object.")], format="litellm")
    assert report.errors == [("x", "The row is not an object.")]
    assert report.removed == []


def test_an_id_that_comes_twice_is_an_error():
    report = reconcile({}, [record("a/x"), record("a/x")], format="litellm")
    assert (report.models, report.errors) == (1, [("x", "The id a/x appears twice.")])


def test_look_alikes_are_found_in_the_file_and_against_what_is_known():
    current = known(record("openai/gpt-4o"), record("old/l1"), record("old/ll"))
    incoming = [record("openai/gpt-4o"), record("openai/gpt-4\u043e"), record("b/x-1"), record("b/X_1")]
    report = reconcile(current, incoming, format="litellm")
    assert report.collisions == [("openai/gpt-4o", "openai/gpt-4\u043e"), ("b/x-1", "b/X_1")]


def test_a_long_report_is_cut_in_its_lists_only():
    report = reconcile(
        known(record("b/1"), record("b/2")), [record(f"a/{n}") for n in range(5)], format="litellm"
    )
    cut = report.to_dict(longest_list=1)
    assert (cut["added"], cut["removed"]) == (5, 2)
    assert (cut["details"]["added"], cut["details"]["removed"]) == (["a/0"], ["b/1"])


def test_facts_survive_the_way_through_json():
    facts = CatalogueFacts.of(
        record(
            "a/x",
            mode="chat",
            deprecation_date=date(2026, 1, 1),
            release_date="2025-03",
            context_tokens=0,
            input_usd_per_million=Decimal("0.0000000001"),
            output_usd_per_million=Decimal(0),
            supported_regions=("global",),
        )
    )
    stored = facts.to_json()
    assert stored["input_usd_per_million"] == "0.0000000001"
    assert stored["deprecation_date"] == "2026-01-01"
    assert CatalogueFacts.from_json(stored) == facts


def test_facts_stored_before_a_field_existed_are_read_as_not_stated():
    assert CatalogueFacts.from_json({"mode": "chat", "gone": 1}) == CatalogueFacts(mode="chat")
