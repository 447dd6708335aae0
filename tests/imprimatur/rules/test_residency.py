"""Check 8, residency: hosting, sub-processors and support, each by place, adequacy or transfer tool."""

from dataclasses import replace
from typing import Any

import pytest

from imprimatur.facts import Group, HandlingRule, Membership, Policy, Region, SubProcessor
from tests.imprimatur.world import (
    DPA,
    DPF,
    DPF_CERTIFIED,
    FACTS,
    JAPAN,
    NOW,
    PERSONAL,
    PERSONAL_RULE,
    SCC,
    TICK,
    approved,
    codes,
    decide,
    service,
)

ANYWHERE = approved(regions=frozenset({"*"}))
IN_VIRGINIA: dict[str, Any] = {**PERSONAL, "region": "aws:us-east-1"}
IN_TOKYO: dict[str, Any] = {**PERSONAL, "region": "aws:ap-northeast-1"}
IN_DUBLIN: dict[str, Any] = PERSONAL


def residency(facts: dict[str, Any], **asked: Any) -> list[str]:
    """The codes that check 8 gives."""
    return [code for code in codes(decide({**ANYWHERE, **facts}, **asked)) if code.startswith("residency")]


def test_data_without_a_place_rule_may_be_anywhere_that_is_hosted() -> None:
    assert residency(service(sub_processors=None, support_countries=None), region="aws:us-east-1") == []


def test_personal_data_stays_in_the_eea() -> None:
    assert residency({}, **IN_DUBLIN) == []
    assert residency({}, **IN_VIRGINIA) == ["residency.region_not_allowed"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"valid_from": NOW}, "residency.adequacy"),
        ({"valid_from": NOW + TICK}, "residency.region_not_allowed"),
        ({"valid_until": NOW}, "residency.region_not_allowed"),
        ({"valid_until": NOW + TICK}, "residency.adequacy"),
    ],
)
def test_an_adequacy_finding_opens_its_country_while_in_force(change: dict[str, Any], expected: str) -> None:
    assert residency({"adequacy": [replace(JAPAN, **change)]}, **IN_TOKYO) == [expected]


def test_a_finding_with_a_condition_counts_for_those_who_meet_it() -> None:
    assert residency({"adequacy": [DPF]}, **IN_VIRGINIA) == ["residency.region_not_allowed"]
    facts = {"adequacy": [DPF], "certifications": [DPF_CERTIFIED]}
    assert residency(facts, **IN_VIRGINIA) == ["residency.adequacy"]


@pytest.mark.parametrize(
    "change",
    [
        {"valid_until": NOW},
        {"valid_from": NOW + TICK},
        {"vendor": "other"},
        {"scheme": "privacy_shield_certified"},
    ],
)
def test_a_certification_that_does_not_hold_meets_no_condition(change: dict[str, Any]) -> None:
    facts = {"adequacy": [DPF], "certifications": [replace(DPF_CERTIFIED, **change)]}
    assert residency(facts, **IN_VIRGINIA) == ["residency.region_not_allowed"]


def test_the_permit_ends_with_the_certification_it_rests_on() -> None:
    facts = {
        **ANYWHERE,
        "adequacy": [DPF],
        "certifications": [replace(DPF_CERTIFIED, valid_until=NOW + TICK)],
    }
    assert decide(facts, **IN_VIRGINIA).valid_until == NOW + TICK


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "residency.transfer_tool"),
        ({"expires_at": NOW}, "residency.region_not_allowed"),
        ({"effective_at": NOW + TICK}, "residency.region_not_allowed"),
        ({"services": frozenset({"omni-chat"})}, "residency.region_not_allowed"),
        ({"kind": "bcr"}, "residency.region_not_allowed"),
        ({"kind": "nda"}, "residency.region_not_allowed"),
    ],
)
def test_a_transfer_tool_in_force_opens_any_country(change: dict[str, Any], expected: str) -> None:
    assert residency({"agreements": [DPA, replace(SCC, **change)]}, **IN_VIRGINIA) == [expected]


def test_adequacy_is_named_before_a_transfer_tool() -> None:
    facts = {"adequacy": [JAPAN], "agreements": [DPA, SCC]}
    assert residency(facts, **IN_TOKYO) == ["residency.adequacy"]


def test_a_rule_that_takes_no_mechanism_opens_nothing() -> None:
    strict = {"handling_rules": [replace(PERSONAL_RULE, transfer_allowed=frozenset())]}
    facts = {**strict, "adequacy": [JAPAN], "agreements": [DPA, SCC]}
    assert residency(facts, **IN_TOKYO) == ["residency.region_not_allowed"]


def test_a_country_leaves_a_group_at_the_first_microsecond() -> None:
    def group(until: Any) -> dict[str, Any]:
        stays = (Membership("IE", None, until), Membership("DE"))
        return {"groups": [Group("EEA", "EEA", stays)]}

    assert residency(group(NOW), **IN_DUBLIN) == ["residency.region_not_allowed", "residency.support_access"]
    assert decide({**ANYWHERE, **group(NOW + TICK)}, **IN_DUBLIN).valid_until == NOW + TICK


def test_a_country_named_by_itself_is_a_place() -> None:
    facts = service(support_countries=frozenset({"US"}), sub_processors=())
    asked = {"data_classes": ("itar",), "region": "aws:us-east-1"}
    assert residency(facts, **asked) == []
    assert residency(service(sub_processors=()), **asked) == ["residency.support_access"]


def test_hosting_sub_processors_and_support_are_judged_each_by_itself() -> None:
    away = frozenset({"BR"})
    facts = service(sub_processors=(SubProcessor("x", "X", away),), support_countries=away)
    assert residency(facts, **IN_VIRGINIA) == [
        "residency.region_not_allowed",
        "residency.subprocessor",
        "residency.support_access",
    ]


def test_each_sub_processor_in_the_wrong_place_is_named() -> None:
    parties = tuple(
        SubProcessor(key, key.upper(), frozenset({"DE", country}))
        for key, country in (("a", "BR"), ("b", "FR"), ("c", "US"))
    )
    decision = decide(service(sub_processors=parties), **IN_DUBLIN)
    assert [reason.message for reason in decision.reasons if reason.code == "residency.subprocessor"] == [
        "The sub-processor A in BR is not allowed for Personal data.",
        "The sub-processor C in US is not allowed for Personal data.",
    ]


def test_a_sub_processor_nobody_knows_where_is_in_the_wrong_place() -> None:
    facts = service(sub_processors=(SubProcessor("x", "X", frozenset()),))
    assert residency(facts, **IN_DUBLIN) == ["residency.subprocessor"]


def test_declaring_that_there_are_no_sub_processors_and_no_support_is_enough() -> None:
    assert residency(service(sub_processors=(), support_countries=frozenset()), **IN_DUBLIN) == []


def test_a_region_of_several_countries_needs_each_of_them_allowed() -> None:
    def regions(*countries: str) -> dict[str, Any]:
        spread = Region("aws:eu-west-1", "region-eu", "EU data zone", frozenset(countries))
        return {"regions": [spread, *FACTS["regions"][1:]]}

    assert residency(regions("DE", "FR"), **IN_DUBLIN) == []
    assert residency(regions("DE", "US"), **IN_DUBLIN) == ["residency.region_not_allowed"]
    assert residency(regions(), **IN_DUBLIN) == ["residency.region_not_allowed"]


def test_where_hosting_is_declared_by_country_the_region_must_lie_in_it() -> None:
    def hosted(country: str) -> dict[str, Any]:
        return service(hosting_regions=frozenset(), hosting_countries=frozenset({country}))

    assert residency(hosted("IE")) == []
    assert residency(hosted("DE")) == ["residency.region_not_hosted"]


def test_where_hosting_is_declared_by_country_a_region_of_several_must_lie_in_it_whole() -> None:
    spread = Region("aws:eu-west-1", "region-eu", "EU data zone", frozenset({"IE", "DE"}))
    facts = {
        "regions": [spread],
        **service(hosting_regions=frozenset(), hosting_countries=frozenset({"IE", "FR"})),
    }
    assert residency(facts) == ["residency.region_not_hosted"]


@pytest.mark.parametrize(("in_eea", "in_eu"), [((None, NOW), (None, None)), ((NOW, None), (None, NOW))])
def test_a_country_in_two_groups_may_be_there_by_either(in_eea: Any, in_eu: Any) -> None:
    groups = [
        Group("EEA", "EEA", (Membership("DE"), Membership("IE", *in_eea))),
        Group("EU", "EU", (Membership("IE", *in_eu),)),
    ]
    rule = replace(PERSONAL_RULE, allowed_places=frozenset({"EEA", "EU"}))
    assert residency({"groups": groups, "handling_rules": [rule]}, **IN_DUBLIN) == []


def test_undeclared_hosting_is_noted() -> None:
    decision = decide(service(hosting_regions=frozenset()))
    assert (decision.decision, codes(decision)) == (
        "permit",
        ["approval.in_force", "residency.hosting_undeclared"],
    )


def test_personal_data_nobody_ruled_on_falls_under_the_policy() -> None:
    facts = {"handling_rules": [], "agreements": [DPA, replace(SCC, kind="bcr")]}
    assert residency(facts, **IN_VIRGINIA) == ["residency.transfer_tool"]
    assert residency({"handling_rules": []}, **IN_VIRGINIA) == ["residency.region_not_allowed"]
    free = {"handling_rules": [], "policy": Policy(personal_data_places=frozenset())}
    assert residency(free, **IN_VIRGINIA) == []


def test_a_rule_that_names_no_place_sets_no_limit() -> None:
    assert residency({"handling_rules": [HandlingRule("r", "personal")]}, **IN_VIRGINIA) == []


def test_every_data_class_is_judged() -> None:
    assert residency({}, data_classes=("internal", "itar")) == [
        "residency.region_not_allowed",
        "residency.subprocessor",
        "residency.support_access",
    ]


def test_the_tool_is_named_once_however_many_places_it_covers() -> None:
    facts = {**service(support_countries=frozenset({"US", "BR"})), "agreements": [DPA, SCC]}
    assert residency(facts, **IN_VIRGINIA) == ["residency.transfer_tool"]


def test_what_a_permit_rests_on_ends_it() -> None:
    facts = {**ANYWHERE, "agreements": [DPA, replace(SCC, expires_at=NOW + TICK)]}
    assert decide(facts, **IN_VIRGINIA).valid_until == NOW + TICK
