"""The snapshot: built from plain lists, refused when it contradicts itself, the same after a trip through JSON."""

import dataclasses
import json
from dataclasses import replace
from typing import Any

import pytest

from imprimatur import InvalidSnapshot, Snapshot, evaluate
from imprimatur.facts import Assessment, Condition, Policy, pin_digest
from tests.imprimatur.world import (
    APPROVAL,
    BOT,
    DPF,
    DPF_CERTIFIED,
    END,
    MODEL,
    NOW,
    OVERDUE,
    PERSON,
    START,
    VENDOR,
    a_question,
    a_snapshot,
    alias,
    killed,
)

RICH: dict[str, Any] = {
    "policy": Policy(acceptable_use_version="v1"),
    "vendors": [replace(VENDOR, assessment=Assessment("a", START, END, 2))],
    "approvals": [replace(APPROVAL, conditions=(Condition("c", "Condition"),), valid_until=None)],
    "adequacy": [DPF],
    "certifications": [DPF_CERTIFIED],
    "people": [PERSON],
    "agents": [replace(BOT, credentials=(OVERDUE,))],
    **alias(),
    **killed("vendor", "other"),
}


def through_json(snapshot: Snapshot) -> Snapshot:
    """The snapshot as somebody else reads it."""
    return Snapshot.from_dict(json.loads(json.dumps(snapshot.to_dict())))


@pytest.mark.parametrize("facts", [{}, RICH])
def test_json_and_back_is_equal_and_decides_alike(facts: dict[str, Any]) -> None:
    snapshot = a_snapshot(**facts)
    back = through_json(snapshot)
    assert back == snapshot
    assert back.to_dict() == snapshot.to_dict()
    assert evaluate(back, a_question(), NOW) == evaluate(snapshot, a_question(), NOW)


def test_the_order_of_the_lists_makes_no_difference() -> None:
    facts = a_snapshot(**RICH).to_dict()
    shuffled = {name: value[::-1] if isinstance(value, list) else value for name, value in facts.items()}
    assert Snapshot.from_dict(shuffled).to_dict() == facts


def test_keeping_none_is_not_the_same_as_not_keeping() -> None:
    assert through_json(a_snapshot(people=[], agents=[])).people == {}
    assert through_json(a_snapshot()).people is None


def test_facts_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        a_snapshot().approvals["approval-1"].max_phase = 4  # type: ignore[misc]


def test_rebuilding_replaces_what_is_named_and_keeps_the_rest() -> None:
    snapshot = a_snapshot(**RICH)
    revoked = replace(APPROVAL, revoked_at=NOW)
    changed = snapshot.rebuild(revision=42, approvals=[revoked])
    assert changed == a_snapshot(**{**RICH, "approvals": [revoked]}).rebuild(revision=42)
    assert (changed.revision, snapshot.revision) == (42, 41)


@pytest.mark.parametrize(
    "facts",
    [
        {"approvals": [APPROVAL, replace(APPROVAL, max_phase=4)]},
        {"resources": [MODEL, replace(MODEL, record_id="another")]},
        {"people": [PERSON, replace(PERSON, is_active=False)]},
    ],
)
def test_two_facts_under_one_key_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(InvalidSnapshot, match="two facts under the key"):
        a_snapshot(**facts)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"approvals": [replace(APPROVAL, valid_from=START.replace(tzinfo=None))]}, "Approval.valid_from"),
        (
            {"vendors": [replace(VENDOR, assessment=Assessment("a", START.replace(tzinfo=None)))]},
            "Assessment.completed_at",
        ),
        (
            {
                "agents": [
                    replace(BOT, credentials=(replace(OVERDUE, rotation_due_at=START.replace(tzinfo=None)),))
                ]
            },
            "Credential.rotation_due_at",
        ),
    ],
)
def test_an_instant_without_a_zone_is_refused_wherever_it_hides(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidSnapshot, match=f"{field} has no time zone"):
        a_snapshot(**facts)


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in a_snapshot().to_dict().items() if key != name}


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"format": "imprimatur-snapshot/2"},
        _without("approvals"),
        {**_without(""), "extra": []},
        {**_without(""), "revision": True},
        {**_without(""), "revision": "41"},
        {**_without(""), "policy": None},
        {**_without(""), "approvals": None},
        {**_without(""), "approvals": {}},
        {**_without(""), "approvals": [{}]},
        {**_without(""), "teams": [{"key": "a", "id": "b", "label": "c", "boss": True}]},
        {**_without(""), "teams": [{"key": 7, "id": "b", "label": "c"}]},
        {**_without(""), "teams": [{"key": "a", "id": "b"}]},
        {**_without(""), "approvals": [{**_without("")["approvals"][0], "max_phase": True}]},
        {**_without(""), "approvals": [{**_without("")["approvals"][0], "teams": "support"}]},
        {**_without(""), "approvals": [{**_without("")["approvals"][0], "valid_from": "yesterday"}]},
        {**_without(""), "vendors": [{**_without("")["vendors"][0], "assessment": 7}]},
    ],
)
def test_anything_else_is_refused(body: object) -> None:
    with pytest.raises(InvalidSnapshot):
        Snapshot.from_dict(body)


def test_a_pin_digest_binds_kind_and_value() -> None:
    assert pin_digest("a", "bc") != pin_digest("ab", "c")
    assert pin_digest("dated_snapshot", "2026-03-01") == pin_digest("dated_snapshot", "2026-03-01")
