"""Check 5, the approval: in force, for this pin, covering the whole question."""

from dataclasses import replace
from typing import Any

import pytest

from imprimatur.decision import Obligation
from imprimatur.facts import Condition
from tests.imprimatur.world import (
    APPROVAL,
    AS_ADA,
    END,
    NOW,
    START,
    TICK,
    approved,
    codes,
    decide,
    model,
    person,
)

HOUR = 3600 * 1_000_000 * TICK


def test_the_permit_names_the_approval() -> None:
    reason = decide().reasons[0]
    assert reason.to_dict() == {
        "code": "approval.in_force",
        "message": "The approval “Tickets with Omni 4” covers this until 2027-01-01T00:00:00Z.",
        "record": {"type": "approval", "id": "approval-1", "label": "Tickets with Omni 4"},
    }


def test_conditions_become_obligations() -> None:
    facts = approved(conditions=(Condition("eu_endpoint_only", "Use the EU endpoint only."),))
    assert decide(facts).obligations == (Obligation("eu_endpoint_only", "Use the EU endpoint only."),)


def test_a_denial_carries_no_obligations() -> None:
    facts = approved(conditions=(Condition("eu_endpoint_only", "Use the EU endpoint only."),))
    assert decide(facts, region="aws:us-east-1").obligations == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"valid_from": NOW}, ["approval.in_force"]),
        ({"valid_from": NOW + TICK}, ["approval.not_yet_valid"]),
        ({"valid_until": NOW}, ["approval.expired"]),
        ({"valid_until": NOW + TICK}, ["approval.in_force"]),
        ({"valid_until": None}, ["approval.in_force"]),
        ({"revoked_at": NOW}, ["approval.revoked"]),
        ({"revoked_at": NOW + TICK}, ["approval.in_force"]),
        ({"revoked_at": START, "valid_until": NOW}, ["approval.revoked"]),
    ],
)
def test_the_interval_is_half_open(change: dict[str, Any], expected: list[str]) -> None:
    assert codes(decide(approved(**change))) == expected


@pytest.mark.parametrize("change", [{"valid_until": NOW + TICK}, {"revoked_at": NOW + TICK}])
def test_the_permit_ends_with_the_approval(change: dict[str, Any]) -> None:
    assert decide(approved(**change)).valid_until == NOW + TICK


def test_a_changed_pin_voids_the_approval_whatever_its_scope() -> None:
    facts = {**model(pin_digest="repinned"), **approved(use_cases=frozenset({"*"}), teams=frozenset({"*"}))}
    assert codes(decide(facts)) == ["approval.pin_changed"]


@pytest.mark.parametrize("dimension", ["use_cases", "teams", "environments", "data_classes", "regions"])
def test_a_star_means_any_and_an_empty_scope_means_none(dimension: str) -> None:
    singular = {"use_cases": "use_case", "data_classes": "data_class"}.get(
        dimension, dimension.removesuffix("s")
    )
    assert codes(decide(approved(**{dimension: frozenset({"*"})}))) == ["approval.in_force"]
    assert codes(decide(approved(**{dimension: frozenset()}))) == [f"approval.scope.{singular}"]


def test_a_star_covers_only_what_is_registered() -> None:
    anything = frozenset({"*"})
    facts = approved(use_cases=anything, teams=anything, environments=anything, data_classes=anything)
    asked = {"use_case": "x", "subject_id": "x", "environment": "x", "data_classes": ("x",)}
    assert codes(decide(facts, **asked)) == [
        "context.unknown_team",
        "context.unknown_use_case",
        "context.unknown_environment",
        "context.unknown_data_class",
    ]


def test_a_question_that_says_nothing_is_told_everything_it_left_out() -> None:
    decision = decide(use_case=None, phase=None, data_classes=(), region=None, environment=None)
    assert codes(decision) == [
        "context.missing_use_case",
        "context.missing_environment",
        "context.missing_phase",
        "context.missing_region",
        "context.missing_data_class",
    ]


@pytest.mark.parametrize(("phase", "expected"), [(2, "approval.in_force"), (3, "approval.scope.phase")])
def test_the_phase_goes_up_to_the_approved_one(phase: int, expected: str) -> None:
    assert codes(decide(phase=phase)) == [expected]


def test_every_data_class_must_be_covered_and_those_that_are_not_are_named_together() -> None:
    facts = approved(data_classes=frozenset({"internal"}))
    decision = decide(facts, data_classes=("internal", "public", "confidential"))
    assert decision.reasons[0].message == (
        "The approval “Tickets with Omni 4” does not cover the data class confidential and public."
    )


def test_a_person_in_several_teams_needs_one_of_them_covered() -> None:
    assert codes(decide(person(teams=frozenset({"sales", "support"})), **AS_ADA)) == ["approval.in_force"]
    assert codes(decide(person(teams=frozenset({"sales"})), **AS_ADA)) == ["approval.scope.team"]


def test_a_person_with_one_covered_team_is_told_only_what_else_is_wrong() -> None:
    decision = decide(person(teams=frozenset({"sales", "support"})), **AS_ADA, region="aws:us-east-1")
    assert codes(decision) == ["approval.scope.region"]


def test_one_approval_that_covers_is_enough() -> None:
    other = replace(APPROVAL, id="approval-2", regions=frozenset())
    assert codes(decide({"approvals": [other, APPROVAL]})) == ["approval.in_force"]


def test_two_approvals_do_not_cover_together_what_neither_covers() -> None:
    here = replace(APPROVAL, id="approval-2", regions=frozenset({"aws:eu-west-1"}), data_classes=frozenset())
    there = replace(APPROVAL, id="approval-3", regions=frozenset())
    assert codes(decide({"approvals": [here, there]})) == ["approval.scope.data_class"]


def test_of_two_that_cover_the_newest_speaks_with_its_conditions() -> None:
    condition = Condition("human_review", "A person reviews each summary.")
    newer = replace(APPROVAL, id="approval-0", valid_from=START + HOUR, conditions=(condition,))
    decision = decide({"approvals": [APPROVAL, newer]})
    assert decision.obligations == (Obligation("human_review", "A person reviews each summary."),)


def test_the_nearest_approval_is_reported_with_all_it_lacks() -> None:
    far = replace(
        APPROVAL, id="approval-2", regions=frozenset(), teams=frozenset(), max_phase=0, valid_until=NOW
    )
    near = replace(APPROVAL, id="approval-3", regions=frozenset(), valid_until=NOW)
    decision = decide({"approvals": [far, near]})
    assert codes(decision) == ["approval.expired", "approval.scope.region"]
    assert {reason.record.id for reason in decision.reasons[:2] if reason.record} == {"approval-3"}


def test_of_two_equally_near_the_newest_is_reported_and_then_the_first_by_id() -> None:
    old = replace(APPROVAL, id="approval-1", regions=frozenset())
    twin = replace(old, id="approval-0")
    new = replace(APPROVAL, id="approval-9", valid_from=START + HOUR, teams=frozenset())
    assert codes(decide({"approvals": [old, twin, new]})) == ["approval.scope.team"]
    record = decide({"approvals": [old, twin]}).reasons[0].record
    assert record is not None
    assert record.id == "approval-0"


def test_an_approval_of_another_resource_is_none_of_this_one() -> None:
    assert codes(decide(approved(resource_id="omni/omni-3", valid_until=END))) == ["approval.none"]
    assert codes(decide(approved(resource_type="tool"))) == ["approval.none"]
