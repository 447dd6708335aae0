"""Checks 9 to 11: the rollout phase, the agent's passport, and the person who asks."""

from dataclasses import replace
from typing import Any

import pytest

from imprimatur.decision import Obligation
from imprimatur.facts import Credential, Policy
from tests.imprimatur.world import (
    APPROVAL,
    AS_ADA,
    AS_BOT,
    BOT_RESOURCE,
    MODEL,
    NOW,
    PERSON,
    TICK,
    approved,
    bot,
    codes,
    decide,
    person,
)

HUMAN_APPROVES = Obligation(
    "human_approves_each_action", "A person approves each action of the agent beforehand."
)
ALL_PHASES = approved(max_phase=4)


def test_an_agent_asks_for_its_team() -> None:
    assert codes(decide(bot(), **AS_BOT)) == ["approval.in_force"]
    assert codes(decide(bot(team="sales"), **AS_BOT)) == ["approval.scope.team"]
    assert codes(decide(bot(team=None), **AS_BOT)) == ["context.missing_team"]


@pytest.mark.parametrize(
    ("current", "data_class", "expected"),
    [
        (1, "internal", ["approval.in_force"]),
        (1, "confidential", ["rollout.data_not_allowed"]),
        (2, "confidential", ["approval.in_force", "agreement.no_training_in_force"]),
        (3, "personal", ["rollout.data_not_allowed"]),
        (4, "personal", ["approval.in_force", "agreement.dpa_in_force", "agreement.no_training_in_force"]),
    ],
)
def test_the_current_phase_bounds_the_data(current: int, data_class: str, expected: list[str]) -> None:
    assert codes(decide(bot(phase=current), **AS_BOT, data_classes=(data_class,))) == expected


@pytest.mark.parametrize("current", [1, 2, 3, 4])
def test_the_current_phase_bounds_the_autonomy(current: int) -> None:
    facts = {**bot(phase=current), **ALL_PHASES}
    permitted = [phase for phase in (1, 2, 3, 4) if decide(facts, **AS_BOT, phase=phase).is_permit]
    assert permitted == list(range(1, current + 1))


def test_phase_two_outside_a_sandbox_obliges_a_person_to_approve_each_action() -> None:
    facts = {**bot(phase=2), **approved(environments=frozenset({"*"}))}
    assert decide(facts, **AS_BOT, phase=2).obligations == (HUMAN_APPROVES,)
    assert decide(facts, **AS_BOT, phase=2, environment="sandbox").obligations == ()
    assert decide(facts, **AS_BOT, phase=1).obligations == ()


def test_a_team_has_no_rollout() -> None:
    assert decide(phase=2).obligations == ()


def test_an_agent_asked_for_is_judged_like_one_that_asks() -> None:
    asked: dict[str, Any] = {"resource_type": "agent", "resource_id": "triage-bot"}
    approval = replace(APPROVAL, resource_type="agent", resource_id="triage-bot")
    facts = {**bot(is_enabled=False, phase=1), "approvals": [approval]}
    assert codes(decide(facts, **asked, phase=2)) == ["rollout.phase_exceeded", "agent.disabled"]
    assert codes(decide({**bot(), "approvals": [approval]}, **asked)) == ["approval.in_force"]


def test_while_passports_are_not_kept_that_is_said_and_the_approval_decides() -> None:
    approval = replace(APPROVAL, resource_type="agent", resource_id="triage-bot")
    facts = {"resources": [MODEL, BOT_RESOURCE], "approvals": [approval]}
    decision = decide(facts, resource_type="agent", resource_id="triage-bot")
    assert (decision.decision, codes(decision)) == (
        "permit",
        ["approval.in_force", "rollout.not_recorded", "agent.not_recorded"],
    )


def test_while_passports_are_not_kept_an_agent_that_asks_has_no_team() -> None:
    registered = decide({"resources": [MODEL, BOT_RESOURCE]}, **AS_BOT)
    assert codes(registered) == ["context.missing_team", "rollout.not_recorded", "agent.not_recorded"]
    assert codes(decide(**AS_BOT)) == ["context.missing_team", "agent.unknown", "rollout.not_recorded"]


@pytest.mark.parametrize(
    ("due", "expected"), [(NOW, "agent.credentials_overdue"), (NOW + TICK, "approval.in_force")]
)
def test_a_credential_is_overdue_from_the_first_microsecond(due: Any, expected: str) -> None:
    facts = bot(credentials=(Credential("c1", "vault:a"), Credential("c2", "vault:b", due)))
    assert codes(decide(facts, **AS_BOT)) == [expected]


def test_the_permit_ends_when_the_next_rotation_is_due() -> None:
    facts = bot(credentials=(Credential("c2", "vault:b", NOW + TICK),))
    assert decide(facts, **AS_BOT).valid_until == NOW + TICK


@pytest.mark.parametrize(
    ("egress", "is_permitted"),
    [
        ({"*"}, True),
        ({"api.omni.example"}, True),
        ({"*.omni.example"}, True),
        ({"*.example"}, True),
        ({"omni.example"}, False),
        ({"*.api.omni.example"}, False),
        ({"pi.omni.example"}, False),
        ({"*omni.example"}, False),
        ({"API.OMNI.EXAMPLE"}, False),
        (set(), False),
    ],
)
def test_hosts_stay_within_the_egress_list(egress: set[str], is_permitted: bool) -> None:
    facts = {
        **bot(egress=frozenset(egress)),
        "resources": [replace(MODEL, hosts=frozenset({"api.omni.example"}))],
    }
    assert decide(facts, **AS_BOT).is_permit is is_permitted


def test_the_models_of_a_passport_are_no_tools() -> None:
    tool = replace(MODEL, type="tool")
    facts = {
        **bot(models=frozenset({MODEL.id}), tools=frozenset()),
        "resources": [tool],
        "approvals": [replace(APPROVAL, resource_type="tool")],
    }
    assert codes(decide(facts, **AS_BOT, resource_type="tool")) == ["agent.resource_not_allowed"]


def test_a_person_who_acknowledged_the_policy_in_force_is_permitted() -> None:
    assert codes(decide(person(), **AS_ADA)) == ["approval.in_force"]


def test_without_a_policy_in_force_there_is_nothing_to_acknowledge() -> None:
    facts = {"people": [replace(PERSON, acknowledged=frozenset())], "policy": Policy()}
    assert codes(decide(facts, **AS_ADA)) == ["approval.in_force"]


def test_while_acknowledgements_are_not_kept_that_is_said() -> None:
    decision = decide(person(acknowledged=None), **AS_ADA)
    assert (decision.decision, codes(decision)) == ("permit", ["approval.in_force", "people.not_recorded"])


def test_while_people_are_not_kept_a_person_has_no_team() -> None:
    assert codes(decide(**AS_ADA)) == ["context.missing_team", "people.not_recorded"]
