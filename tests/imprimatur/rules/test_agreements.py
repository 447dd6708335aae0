"""Check 7, the agreements: DPA, BAA, no training, retention."""

from dataclasses import replace
from typing import Any

import pytest

from imprimatur.facts import HandlingRule
from tests.imprimatur.world import BAA, DPA, END, FACTS, NOW, PERSONAL, START, TICK, codes, decide, service

CONFIDENTIAL: dict[str, Any] = {"data_classes": ("confidential",)}
PHI: dict[str, Any] = {"data_classes": ("phi",)}
NO_TRAINING = replace(DPA, id="msa-1", kind="msa")


def test_public_and_internal_data_needs_no_agreement() -> None:
    assert codes(decide({"agreements": []})) == ["approval.in_force"]


def test_a_permit_on_personal_data_names_what_it_rests_on() -> None:
    assert codes(decide(**PERSONAL)) == [
        "approval.in_force",
        "agreement.dpa_in_force",
        "agreement.no_training_in_force",
    ]


def test_phi_needs_a_baa_and_not_a_dpa() -> None:
    decision = decide({"agreements": [NO_TRAINING, BAA]}, **PHI)
    assert codes(decision) == [
        "approval.in_force",
        "agreement.baa_in_force",
        "agreement.no_training_in_force",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"effective_at": NOW}, "agreement.dpa_in_force"),
        ({"effective_at": NOW + TICK}, "agreement.dpa_not_yet_in_force"),
        ({"expires_at": NOW}, "agreement.dpa_expired"),
        ({"expires_at": NOW + TICK}, "agreement.dpa_in_force"),
        ({"terminated_at": NOW}, "agreement.dpa_expired"),
        ({"terminated_at": NOW + TICK}, "agreement.dpa_in_force"),
        ({"effective_at": None}, "agreement.dpa_missing"),
        ({"services": frozenset({"omni-api"})}, "agreement.dpa_in_force"),
        ({"services": frozenset({"omni-chat"})}, "agreement.dpa_missing"),
        ({"services": frozenset()}, "agreement.dpa_missing"),
        ({"vendor": "other"}, "agreement.dpa_missing"),
    ],
)
def test_a_dpa_counts_while_it_is_in_force_for_the_service(change: dict[str, Any], code: str) -> None:
    facts = {"agreements": [replace(DPA, **change), NO_TRAINING]}
    assert [each for each in codes(decide(facts, **PERSONAL)) if "dpa" in each] == [code]


def test_the_permit_lasts_as_long_as_the_longer_of_two_agreements() -> None:
    short = replace(DPA, id="dpa-0", expires_at=NOW + TICK)
    assert decide({"agreements": [short, NO_TRAINING]}, **PERSONAL).valid_until == NOW + TICK
    assert decide({"agreements": [short, DPA]}, **PERSONAL).valid_until > NOW + TICK


def test_of_several_ended_agreements_the_last_to_end_is_named() -> None:
    ended = [replace(DPA, id=f"dpa-{n}", label=f"DPA {n}", expires_at=NOW - n * TICK) for n in (3, 1, 2)]
    decision = decide({"agreements": [*ended, NO_TRAINING]}, **PERSONAL)
    assert decision.reasons[0].record is not None
    assert decision.reasons[0].record.id == "dpa-1"


def test_a_word_that_it_does_not_train_is_no_clause() -> None:
    facts = {"agreements": [replace(DPA, clauses=frozenset())], **service(trains_on_data=False)}
    assert codes(decide(facts, **CONFIDENTIAL)) == ["agreement.no_training_missing"]


def test_a_clause_that_ended_is_none() -> None:
    assert codes(decide({"agreements": [replace(DPA, expires_at=NOW)]}, **CONFIDENTIAL)) == [
        "agreement.no_training_missing"
    ]


def test_a_handling_rule_adds_demands_and_takes_none_away() -> None:
    stricter = {"handling_rules": [HandlingRule("r", "internal", requires_dpa=True, requires_baa=True)]}
    assert codes(decide(stricter)) == ["agreement.baa_missing"]
    lax = {"handling_rules": [HandlingRule("r", "personal")], "agreements": []}
    assert codes(decide(lax, **PERSONAL)) == ["agreement.dpa_missing", "agreement.no_training_missing"]


def test_a_sensitivity_nobody_knows_counts_as_the_worst() -> None:
    odd = [
        replace(each, sensitivity="Public") if each.key == "internal" else each
        for each in FACTS["data_classes"]
    ]
    assert codes(decide({"data_classes": odd, "agreements": []})) == ["agreement.no_training_missing"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"retention_days": 30}, True),
        ({"retention_days": 31}, False),
        ({"retention_days": None}, False),
        ({"retention_days": None, "is_zero_retention": True}, True),
        ({"retention_days": 31, "is_zero_retention": True}, True),
    ],
)
def test_retention_stays_within_the_limit(change: dict[str, Any], expected: bool) -> None:
    assert decide(service(**change), **PERSONAL).is_permit is expected


def test_the_strictest_of_several_rules_holds() -> None:
    rules = [HandlingRule(f"r{days}", "internal", max_retention_days=days) for days in (30, 0, 90)]
    decision = decide({"handling_rules": rules, **service(retention_days=1)})
    assert decision.reasons[0].message == "Data is kept for 1 days; Internal data allows 0."


def test_a_missing_agreement_is_laid_at_the_supplier() -> None:
    record = (
        decide({"agreements": [replace(NO_TRAINING, effective_at=START, expires_at=END)]}, **PERSONAL)
        .reasons[0]
        .record
    )
    assert record is not None
    assert record.to_dict() == {"type": "vendor", "id": "omni", "label": "Omni"}
