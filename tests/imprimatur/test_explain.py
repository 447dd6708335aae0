"""The explanation: the same decision, check by check."""

import json

from imprimatur import evaluate, explain
from imprimatur.rules import RULES
from tests.imprimatur.denials import DENIALS
from tests.imprimatur.world import NOW, PERSONAL, a_question, a_snapshot, approved, killed


def test_each_check_says_how_it_went() -> None:
    checks = explain(a_snapshot(**killed("vendor", "omni")), a_question(), NOW).checks
    assert [(check.name, check.outcome) for check in checks] == [
        ("kill_switch", "fail"),
        ("known", "pass"),
        ("pinned", "pass"),
        ("lifecycle", "pass"),
        ("approval", "pass"),
        ("vendor", "pass"),
        ("agreements", "not_applicable"),
        ("residency", "pass"),
        ("rollout", "not_applicable"),
        ("agent", "not_applicable"),
        ("people", "not_applicable"),
    ]


def test_a_check_names_its_records_and_what_it_looked_at() -> None:
    check = explain(a_snapshot(), a_question(**PERSONAL), NOW).checks[6]
    assert check.to_dict() == {
        "name": "agreements",
        "outcome": "pass",
        "inputs": {
            "needs_dpa": ["personal"],
            "needs_baa": [],
            "needs_no_training": ["personal"],
            "max_retention_days": {"personal": 30},
            "service_retention_days": 0,
            "is_zero_retention": False,
            "trains_on_data": False,
        },
        "reasons": [
            {
                "code": "agreement.dpa_in_force",
                "message": "The DPA “Omni DPA” is in force.",
                "record": {"type": "agreement", "id": "dpa-1", "label": "Omni DPA"},
            },
            {
                "code": "agreement.no_training_in_force",
                "message": "“Omni DPA” forbids training on our data.",
                "record": {"type": "agreement", "id": "dpa-1", "label": "Omni DPA"},
            },
        ],
        "records": [{"type": "agreement", "id": "dpa-1", "label": "Omni DPA"}],
    }


def test_for_every_denial_the_explanation_agrees_and_can_be_written() -> None:
    for facts, asked, _ in DENIALS.values():
        snapshot, question = a_snapshot(**facts), a_question(**asked)
        explanation = explain(snapshot, question, NOW)
        decision = evaluate(snapshot, question, NOW)
        assert explanation.decision == decision
        reasons = {reason.code for check in explanation.checks for reason in check.reasons}
        assert {reason.code for reason in decision.reasons} <= reasons
        assert "fail" in {check.outcome for check in explanation.checks}
        assert len(json.loads(json.dumps(explanation.to_dict()))["checks"]) == len(RULES)


def test_an_approval_speaks_only_for_a_question_that_is_whole() -> None:
    snapshot = a_snapshot(**approved(environments=frozenset({"*"})))
    check = explain(snapshot, a_question(environment="moon"), NOW).checks[4]
    assert [reason.code for reason in check.reasons] == ["context.unknown_environment"]


def test_an_explanation_for_another_instant_is_for_that_instant() -> None:
    past = explain(a_snapshot(), a_question(at=NOW.replace(year=2025)), NOW)
    assert {check.name for check in past.checks if check.outcome == "fail"} == {"approval"}
