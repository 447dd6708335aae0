"""Differences in words, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from governance.core.diffs import FieldWording, ValueKind, diff_lists, diff_values, word_value

LIFECYCLE = FieldWording(
    "lifecycle", "Lifecycle", ValueKind.CHOICE, {"proposed": "proposed", "ok": "approved"}
)
OWNER = FieldWording("owner", "Owner", ValueKind.REFERENCE)
SCOPES = FieldWording("scopes", "Scopes", ValueKind.JSON)
ACTIVE = FieldWording("is_active", "Active", ValueKind.YES_NO)
SECRET = FieldWording("client_secret", "Client secret", ValueKind.HIDDEN)
NAME = FieldWording("name", "Name")


def say(before: object, after: object, wording: FieldWording, names: dict | None = None) -> list[str]:
    old = None if before is None else {wording.name: before}
    return [change.sentence for change in diff_values(old, {wording.name: after}, [wording], names or {})]


@pytest.mark.parametrize(
    ("wording", "before", "after", "sentences"),
    [
        (LIFECYCLE, "proposed", "ok", ["Lifecycle: proposed → approved"]),
        (ACTIVE, True, False, ["Active: yes → no"]),
        (NAME, "", "Support", ["Name: empty → Support"]),
        (NAME, "Support", "Support", []),
        (SCOPES, ["a", "b"], ["b", "c"], ["Scopes: added c; removed a"]),
        (SCOPES, ["a", "b"], ["b", "a"], ["Scopes: order changed"]),
        (SCOPES, {"x": 1}, {"x": 2, "y": True}, ["Scopes: added x: 2, y: yes; removed x: 1"]),
        (SECRET, "hunter2", "hunter3", ["Client secret: not shown → not shown"]),
    ],
)
def test_a_change_is_one_sentence(
    wording: FieldWording, before: object, after: object, sentences: list[str]
) -> None:
    assert say(before, after, wording) == sentences


def test_a_first_version_says_what_it_holds_and_nothing_of_what_is_empty() -> None:
    changes = diff_values(
        None, {"name": "Support", "scopes": [], "is_active": True}, [NAME, SCOPES, ACTIVE], {}
    )
    assert [change.sentence for change in changes] == ["Name: Support", "Active: yes"]


def test_a_related_record_has_a_name_only_for_who_may_see_it() -> None:
    assert say(1, 2, OWNER, {("owner", 2): "Ada"}) == ["Owner: a record you cannot see → Ada"]


def test_items_that_stand_twice_are_counted() -> None:
    assert diff_lists(["a"], ["a", "a", "b"]) == (("a", "b"), ())


def test_instants_are_told_in_the_zone_of_the_reader() -> None:
    wording = FieldWording("at", "At", ValueKind.INSTANT)
    with timezone.override(ZoneInfo("Europe/Paris")):
        assert word_value(datetime(2026, 5, 1, 12, tzinfo=UTC), wording, {}) == "1 May 2026, 14:00 CEST"
        assert word_value(datetime(2026, 5, 1, 12, 0, 7, tzinfo=UTC), wording, {}) == (
            "1 May 2026, 14:00:07 CEST"
        )
    assert word_value(date(2026, 5, 1), FieldWording("d", "D", ValueKind.DATE), {}) == "1 May 2026"
