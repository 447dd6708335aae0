"""The engine: denied by default, total, and valid no longer than what it rests on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from imprimatur import Snapshot, evaluate
from imprimatur.rules import RULES, Rule
from imprimatur.rules.evaluation import Evaluation
from tests.imprimatur.world import (
    END,
    NOW,
    REVISION,
    START,
    TICK,
    a_question,
    a_snapshot,
    approved,
    codes,
    decide,
)


def test_the_checks_run_in_the_order_officers_know() -> None:
    assert [rule.name for rule in RULES] == [
        "kill_switch",
        "known",
        "pinned",
        "lifecycle",
        "approval",
        "vendor",
        "agreements",
        "residency",
        "rollout",
        "agent",
        "people",
    ]


def test_an_empty_registry_permits_nothing() -> None:
    decision = evaluate(Snapshot.build(revision=0), a_question(), NOW)
    assert (decision.decision, decision.alternatives) == ("deny", ())


def test_a_decision_is_written_as_the_contract_says() -> None:
    assert decide().to_dict() == {
        "decision": "permit",
        "reasons": [
            {
                "code": "approval.in_force",
                "message": "The approval “Tickets with Omni 4” covers this until 2027-01-01T00:00:00Z.",
                "record": {"type": "approval", "id": "approval-1", "label": "Tickets with Omni 4"},
            },
            {
                "code": "vendor.not_assessed",
                "message": "Assessments are not kept yet; of Omni only the status was judged.",
                "record": {"type": "vendor", "id": "omni", "label": "Omni"},
            },
        ],
        "obligations": [],
        "alternatives": [],
        "valid_until": "2026-06-01T12:05:00Z",
        "revision": REVISION,
    }


def test_a_reason_without_a_record_says_so() -> None:
    assert decide(resource_id="x").to_dict()["reasons"][0]["record"] is None


def test_a_permit_holds_five_minutes_and_a_denial_half_a_minute_unless_told_otherwise() -> None:
    snapshot = a_snapshot()
    denied = a_question(region=None)
    assert evaluate(snapshot, a_question(), NOW).valid_until == NOW + timedelta(minutes=5)
    assert evaluate(snapshot, denied, NOW).valid_until == NOW + timedelta(seconds=30)
    assert evaluate(snapshot, a_question(), NOW, permit_ttl=TICK).valid_until == NOW + TICK
    assert evaluate(snapshot, denied, NOW, deny_ttl=TICK).valid_until == NOW + TICK


def test_an_answer_for_the_past_is_judged_then_and_is_out_of_date_now() -> None:
    facts = approved(revoked_at=NOW)
    decision = decide(facts, at=NOW - TICK, now=END)
    assert (decision.decision, decision.valid_until) == ("permit", NOW)
    assert codes(decision) == ["approval.in_force", "context.as_of"]


def test_an_answer_for_the_future_may_be_relied_on_no_longer_than_one_for_now() -> None:
    decision = decide(at=END - TICK)
    assert (decision.decision, decision.valid_until) == ("permit", NOW + timedelta(minutes=5))
    assert decide(at=END).decision == "deny"
    assert decide(at=START - TICK).decision == "deny"


def test_now_without_a_time_zone_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        evaluate(a_snapshot(), a_question(), NOW.replace(tzinfo=None))


@pytest.mark.parametrize("broken", [rule.name for rule in RULES])
def test_a_check_that_breaks_denies_and_the_others_still_speak(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(evaluation: Evaluation) -> Any:
        raise RuntimeError(f"secret of {evaluation.question.subject_id}")

    rules = tuple(Rule(rule.name, fail, rule.inputs) if rule.name == broken else rule for rule in RULES)
    monkeypatch.setattr("imprimatur.engine.RULES", rules)
    decision = decide()
    assert (decision.decision, codes(decision)) == ("deny", ["engine.error"])
    assert decision.reasons[0].message == f"The check {broken} could not be completed."


def test_a_check_that_breaks_half_way_through_denies(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(evaluation: Evaluation) -> Any:
        def findings() -> Iterator[Any]:
            raise RuntimeError(evaluation.at)
            yield

        return list(findings())

    monkeypatch.setattr("imprimatur.engine.RULES", (*RULES, Rule("late", half, lambda _: {})))
    assert codes(decide()) == ["engine.error"]


def test_a_permit_that_would_rest_on_no_approval_is_a_denial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imprimatur.engine.RULES", tuple(rule for rule in RULES if rule.name != "approval"))
    decision = decide()
    assert (decision.decision, codes(decision)) == ("deny", ["engine.error"])


def test_a_question_that_cannot_be_looked_up_is_denied() -> None:
    decision = decide(subject_id=["support"])
    assert (decision.decision, codes(decision)) == ("deny", ["engine.error"])
